//! `torg owner EMAIL NAME`: the first person in an installation of one's own. Everyone after that is invited in the back office.

use anyhow::bail;
use platform::auth::staff::{self, StaffError};
use platform::db::Origin;

use crate::ground;
use crate::settings::Settings;

/// What the command line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The address that the owner logs in with.
    pub email: String,
    /// What colleagues see.
    pub name: String,
}

impl Options {
    /// Reads the words after `owner`.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let usage = "owner needs: EMAIL NAME, such as owner maja@butik.se Maja Hedlund";
        let (email, name) = words.split_first().ok_or(usage)?;
        if !email.contains('@') || name.is_empty() {
            return Err(usage.to_owned());
        }
        Ok(Self {
            email: email.to_lowercase(),
            name: name.join(" "),
        })
    }
}

/// `torg owner`.
///
/// # Errors
/// When there is an owner already, or the address is someone else's; whatever hinders the database.
pub fn run(settings: Settings, options: &Options) -> anyhow::Result<()> {
    ground::beside(settings, async |grounds, db| {
        let url = grounds.config.admin.url_at(grounds.config.admin.addr);
        let mut tx = db.begin(Origin::system("owner")).await?;
        let token = match staff::invite_first_owner(&mut tx, &options.email, &options.name).await {
            Ok(Some(token)) => token,
            Ok(None) => bail!(
                "there is an owner already; they invite others in the back office, under Personal"
            ),
            Err(StaffError::EmailTaken) => bail!("{} has an account already", options.email),
            Err(error) => return Err(error.into()),
        };
        tx.commit().await?;
        say!(
            "Open this link within three days to choose a password. It works once:\n\n  {url}/inbjudan/{}\n",
            token.reveal()
        );
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_has_an_address_and_a_name() {
        let parse = |words: &[&str]| {
            Options::parse(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
        };
        let owner = parse(&["Maja@butik.se", "Maja", "Hedlund"]).unwrap();
        assert_eq!(
            (owner.email.as_str(), owner.name.as_str()),
            ("maja@butik.se", "Maja Hedlund")
        );
        assert!(
            parse(&[]).is_err() && parse(&["Maja"]).is_err() && parse(&["maja@butik.se"]).is_err()
        );
    }
}
