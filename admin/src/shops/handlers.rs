use axum::extract::State;
use axum::response::Response;
use commerce::staff_shops;
use platform::web::{FormBody, PageError};

use super::NAME;
use crate::admin::Admin;
use crate::guard::{Me, safe_path};
use crate::page::see;

/// `POST /valj-butik`: what the session looks at from here on; without a shop, all of them. From any page, and back to it.
pub(crate) async fn choose(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let code = fields.text(NAME);
    let shops = me.shops().all();
    let found = shops.iter().find(|shop| shop.code == code);
    if found.is_none() && !code.is_empty() {
        return Err(PageError::NotFound);
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    staff_shops::choose(&mut tx, me.session.id, found.map(|shop| shop.id)).await?;
    tx.commit().await?;
    Ok(see(&without_shop(safe_path(fields.text("tillbaka")))))
}

/// An address that does not name a shop: what was chosen is to be seen.
fn without_shop(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let named = format!("{NAME}=");
    let rest: Vec<&str> = query
        .split('&')
        .filter(|part| !part.starts_with(&named))
        .collect();
    if rest.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", rest.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_forgets_the_shop_and_nothing_else() {
        for (path, left) in [
            ("/moms", "/moms"),
            ("/moms?butik=nordbod", "/moms"),
            (
                "/ordrar?q=a&butik=nordbod&sort=-summa",
                "/ordrar?q=a&sort=-summa",
            ),
            ("/ordrar?q=butik", "/ordrar?q=butik"),
        ] {
            assert_eq!(without_shop(path), left);
        }
    }
}
