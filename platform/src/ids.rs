//! Identifiers: one UUIDv7 newtype per noun, so that a product's id cannot be passed for a variant's.

use uuid::Uuid;

/// A fresh, time-ordered identifier.
#[must_use]
pub fn new_uuid() -> Uuid {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that makes identifiers"
    )]
    Uuid::now_v7()
}

/// Declares UUID newtypes: `typed_ids! { /// A product. ProductId, ... }`.
#[macro_export]
macro_rules! typed_ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub ::uuid::Uuid);

        impl $name {
            /// A fresh, time-ordered identifier.
            #[must_use]
            pub fn generate() -> Self {
                Self($crate::ids::new_uuid())
            }
        }

        impl From<::uuid::Uuid> for $name {
            fn from(value: ::uuid::Uuid) -> Self {
                Self(value)
            }
        }

        impl From<$name> for ::uuid::Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl ::sqlx::Type<::sqlx::Postgres> for $name {
            fn type_info() -> ::sqlx::postgres::PgTypeInfo {
                <::uuid::Uuid as ::sqlx::Type<::sqlx::Postgres>>::type_info()
            }
        }

        impl ::sqlx::postgres::PgHasArrayType for $name {
            fn array_type_info() -> ::sqlx::postgres::PgTypeInfo {
                <::uuid::Uuid as ::sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        impl<'q> ::sqlx::Encode<'q, ::sqlx::Postgres> for $name {
            fn encode_by_ref(
                &self,
                buf: &mut ::sqlx::postgres::PgArgumentBuffer,
            ) -> Result<::sqlx::encode::IsNull, ::sqlx::error::BoxDynError> {
                <::uuid::Uuid as ::sqlx::Encode<::sqlx::Postgres>>::encode_by_ref(&self.0, buf)
            }
        }

        impl<'r> ::sqlx::Decode<'r, ::sqlx::Postgres> for $name {
            fn decode(value: ::sqlx::postgres::PgValueRef<'r>) -> Result<Self, ::sqlx::error::BoxDynError> {
                <::uuid::Uuid as ::sqlx::Decode<::sqlx::Postgres>>::decode(value).map(Self)
            }
        }
    )+};
}

/// A reference to a thing of another room: its kind (`order`, `ticket`) and id. The only way that commerce and ITSM name each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct SubjectRef {
    /// The noun, as in its table's name in the singular.
    pub kind: String,
    /// The thing's id.
    pub id: Uuid,
}

impl SubjectRef {
    /// Names the thing `id` of kind `kind`.
    pub fn new(kind: impl Into<String>, id: impl Into<Uuid>) -> Self {
        Self {
            kind: kind.into(),
            id: id.into(),
        }
    }
}

typed_ids! {
    /// A member of staff (a log-in to the back office).
    StaffId,
    /// A queued job.
    JobId,
    /// An outgoing mail.
    MailId,
}
