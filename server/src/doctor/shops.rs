//! The shops that the database holds: where each stands, and whether what it wears is there.

use commerce::shop_door::{Addresses, ShopDoor};
use platform::config::{Config, Mode};
use platform::render::themes_in;

use super::Findings;
use crate::install;

/// Says of each shop where it stands, and of what hinders it how to mend that.
pub(super) fn look(doors: &[ShopDoor], config: &Config, findings: &mut Findings) {
    let configured = config.shop.url_at(config.shop.addr);
    let addresses = Addresses::new(&configured, config.mode == Mode::Production);
    let themes = install::themes_dir(config).map(|root| themes_in(&root));
    for door in doors {
        let code = &door.code;
        match addresses.of(doors, door.shop_id) {
            // The address of a shop alone is the configured one, which is told elsewhere.
            Some(_) if doors.len() == 1 && door.main.is_none() => {
                findings.good("shop", &door.shop_name);
            }
            Some(address) => findings.good("shop", format!("{} at {address}", door.shop_name)),
            None => findings.left(
                "shop",
                format!("{} has no name by which it is reached", door.shop_name),
                format!("torg shop set {code} --names www.example.se"),
            ),
        }
        // Without a folder of themes that is told already.
        let (Some(theme), Ok(themes)) = (&door.theme, &themes) else {
            continue;
        };
        if !themes.contains(theme) {
            findings.wrong(
                "shop",
                format!(
                    "{} wears the theme {theme:?}, which is not there",
                    door.shop_name
                ),
                format!(
                    "torg shop set {code} --theme NAME; there are: {}",
                    themes.join(", ")
                ),
            );
        }
    }
    if let Some(other) = borne_by_another(doors, &configured, config.mode) {
        findings.wrong(
            "shop",
            format!(
                "{other} bears the name in TORG_SHOP_URL, and the oldest shop has no name of its own, so it is not reached"
            ),
            format!(
                "torg shop set {} --names www.example.se",
                doors.first().map_or("CODE", |oldest| oldest.code.as_str())
            ),
        );
    }
}

/// The younger shop that bears the configured name, where the oldest stands there and nowhere else.
fn borne_by_another<'a>(doors: &'a [ShopDoor], configured: &str, mode: Mode) -> Option<&'a str> {
    let (oldest, younger) = doors.split_first()?;
    if mode != Mode::Production || oldest.main.is_some() {
        return None;
    }
    let (_, rest) = configured.split_once("://")?;
    let host = rest.split(':').next()?;
    let mut bearers = younger.iter();
    bearers
        .find(|door| door.names().any(|name| name == host))
        .map(|door| door.shop_name.as_str())
}

#[cfg(test)]
mod tests {
    use commerce::ids::ShopId;

    use super::*;

    #[test]
    fn the_configured_name_belongs_to_the_oldest_while_it_has_no_other() {
        let door = |main: Option<&str>| ShopDoor {
            shop_id: ShopId::generate(),
            code: "x".to_owned(),
            shop_name: main.unwrap_or("oldest").to_owned(),
            theme: None,
            main: main.map(str::to_owned),
            further: Vec::new(),
        };
        let url = "https://www.a.se";
        let taken = [door(None), door(Some("www.a.se"))];
        assert_eq!(
            borne_by_another(&taken, url, Mode::Production),
            Some("www.a.se")
        );
        assert_eq!(borne_by_another(&taken, url, Mode::Test), None);
        let named = [door(Some("b.se")), door(Some("www.a.se"))];
        assert_eq!(borne_by_another(&named, url, Mode::Production), None);
        assert_eq!(borne_by_another(&[door(None)], url, Mode::Production), None);
    }
}
