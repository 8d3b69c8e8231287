use commerce::catalogue::admin_listing::{self as listing, ListedProduct, ProductFilter};
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::numbers;
use platform::web::Fields;

use super::bulk;
use super::handlers::status;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Bulk, Cell, ListNotice, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of products.
pub(crate) struct Products;

impl Listed for Products {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Products;
    const EXPORT: Permission = Permission::ProductExport;
    const EXPORTED: (&'static str, &'static str) = ("product", "product.exported");
    type Filter = ProductFilter;
    type Item = ListedProduct;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<ProductFilter, DbError> {
        Ok(ProductFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            status: state.owned("status"),
            shops: ask.narrowing(state),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &ProductFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedProduct>, DbError> {
        let locale = ask.locale.code();
        listing::products(conn, filter, locale, ask.now, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &ProductFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &ProductFilter) -> &Search {
        &filter.search
    }

    fn cursor(product: &ListedProduct, _column: &'static str) -> Cursor {
        product.cursor()
    }

    fn row(admin: &Admin, me: &Me, product: &ListedProduct) -> Row {
        row(admin, me, product)
    }

    fn bulk() -> Option<Bulk> {
        Some(bulk::verbs())
    }

    fn notice(query: &Fields) -> Option<ListNotice> {
        bulk::notice(query)
    }

    fn undo(query: &Fields) -> Option<String> {
        bulk::undo_href(query)
    }
}

fn row(admin: &Admin, me: &Me, product: &ListedProduct) -> Row {
    let name = product.name.clone().unwrap_or_else(|| product.code.clone());
    let price = product.price_minor.zip(product.currency.as_deref());
    Row {
        id: product.id.to_string(),
        name: name.clone(),
        tone: "",
        can_pick: me.may(Permission::ProductWrite),
        cells: vec![
            Cell::Name {
                text: name,
                href: format!("/produkter/{}", product.id),
                sub: None,
                picture: admin.thumbnail(product.media_hash.as_deref()),
                is_mono: false,
            },
            Cell::dim(product.code.clone()),
            Cell::State {
                status: status(&product.status, product.is_published),
            },
            Cell::Number {
                text: numbers::number(me.locale(), product.variant_count),
            },
            Cell::Number {
                text: numbers::number(me.locale(), product.free_stock),
            },
            match price {
                Some((minor, currency)) => Cell::Amount {
                    amount: Amount::new(me.locale(), minor, currency),
                },
                None => Cell::Number {
                    text: "–".to_owned(),
                },
            },
            Cell::When {
                when: Some(When::new(me.locale(), product.updated_at, me.now())),
            },
        ],
    }
}
