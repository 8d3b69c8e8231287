//! A real shop from an empty machine to its first order: `torg shop`, `torg owner`, `torg import`, and a shopper who pays; and the same in production, as far as
//! the product's page.

use std::path::Path;
use std::process::Output;

use crate::installation::addresses;
use crate::running::{Running, client, folder, torg};
use crate::shopper::{Bought, Shopper, form_fields};

/// An installation of one's own, with the theme that is nobody's.
const OWN: &[(&str, &str)] = &[
    ("TORG_ENV", "test"),
    ("TORG_THEME", "default"),
    ("TORG_LOG", "warn"),
];

/// What production accepts.
const PRODUCTION: &[(&str, &str)] = &[
    ("TORG_ENV", "production"),
    ("TORG_THEME", "default"),
    ("TORG_LOG", "warn"),
    ("TORG_SECRET_KEY", "fJ3k9Lq0Zx7Vb2Nm5Pw8Rt1Yc4Hd6Gs0Ae"),
    ("TORG_STRIPE_SECRET_KEY", "sk_live_51NeverUsed"),
    ("TORG_STRIPE_WEBHOOK_SECRET", "whsec_NeverUsed"),
    ("TORG_SMTP_URL", "smtps://u:p@mail.invalid"),
    ("TORG_MAIL_FROM", "Butiken <hej@butiken.invalid>"),
    ("TORG_SHOP_URL", "https://butiken.invalid"),
    ("TORG_ADMIN_URL", "https://kontor.butiken.invalid"),
];

const GOODS: &str = "product,sku,name_sv,price,stock,weight_g,category_sv,manufacturer,attributes\n\
                     mugg,M-1,Mugg,249,5,300,Servering > Muggar,Verkstan AB,material=ek\n";

/// What the goods name that no shop has by itself.
const NAMED: &str = r#"
[[manufacturers]]
name = "Verkstan AB"
address = "Industrigatan 1, 333 30 Smålandsstenar"
contact = "hej@verkstan.example"
country = "SE"

[[attributes]]
code = "material"
name_sv = "Material"
kind = "choice"
values = [{ code = "ek", name_sv = "Ek", name_en = "Oak" }]
"#;

/// Runs a command to its end; gives whether it succeeded, and what it said.
fn told(dir: &Path, settings: &[(&str, &str)], words: &[&str]) -> (bool, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = torg(dir)
        .envs(settings.iter().copied())
        .args(words)
        .output()
        .unwrap();
    let said = [stdout, stderr].concat();
    (status.success(), String::from_utf8(said).unwrap())
}

/// The same of a command that must succeed.
fn done(dir: &Path, settings: &[(&str, &str)], words: &[&str]) -> String {
    let (is_done, said) = told(dir, settings, words);
    assert!(is_done, "{words:?}: {said}");
    said
}

/// Prints the template, fills it in, and writes it and the goods beside each other.
fn write_down(dir: &Path) {
    let mut file = done(dir, &[], &["shop", "--template"]);
    for (key, fact) in [
        ("code", "butiken"),
        ("name", "Butiken"),
        ("legal_name", "Butiken i Ed AB"),
        ("org_number", "556016-0680"),
        ("vat_number", "SE556016068001"),
        ("street", "Storgatan 1"),
        ("postcode", "668 30"),
        ("city", "Ed"),
        ("email", "hej@butiken.invalid"),
        ("phone", "0534-123 45"),
    ] {
        let empty = format!("\n{key} = \"\"");
        file = file.replacen(&empty, &format!("\n{key} = \"{fact}\""), 1);
    }
    std::fs::write(dir.join("butik.toml"), file + NAMED).unwrap();
    std::fs::write(dir.join("varor.csv"), GOODS).unwrap();
}

async fn get(url: String) -> (u16, String) {
    let answer = client().get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_machine_becomes_a_shop_that_is_paid() {
    let place = folder();
    let dir = place.path();
    write_down(dir);

    // Without a shop everything starts, and everybody who needs one tells how it is made.
    let running = Running::start(dir, OWN);
    assert!(
        running.greeting.contains("torg shop --template"),
        "{}",
        running.greeting
    );
    let (status, page) = get(format!("{}/", running.shop)).await;
    assert_eq!(status, 503);
    assert!(
        page.contains("Butiken är inte öppen än") && page.contains("torg shop"),
        "{page}"
    );
    assert_eq!(get(format!("{}/readyz", running.shop)).await.0, 200);
    let (is_done, said) = told(dir, OWN, &["import", "products", "varor.csv"]);
    assert!(!is_done && said.contains("torg shop butik.toml"), "{said}");
    let said = done(dir, OWN, &["doctor"]);
    assert!(
        said.contains("TO DO  shop") && said.contains("torg shop --template"),
        "{said}"
    );

    // Beside the program that serves: tried, made, and found as it is.
    let said = done(dir, OWN, &["shop", "butik.toml", "--check"]);
    assert!(
        said.contains("would be made") && said.contains("nothing was written into the shop"),
        "{said}"
    );
    let said = done(dir, OWN, &["shop", "butik.toml"]);
    assert!(said.contains("The shop butiken is made:"), "{said}");
    assert!(
        said.contains("freight.ombud") && said.contains("manufacturers.Verkstan AB"),
        "{said}"
    );
    assert!(!said.contains("TORG_THEME"), "{said}");
    let said = done(dir, OWN, &["shop", "butik.toml"]);
    assert!(said.contains("Nothing was changed"), "{said}");
    let said = done(
        dir,
        OWN,
        &["owner", "maja@butiken.invalid", "Maja", "Hedlund"],
    );
    let (_, token) = said.split_once("/inbjudan/").unwrap();
    let invitation = format!("{}/inbjudan/{}", running.admin, token.trim());
    assert_eq!(get(invitation).await.0, 200);
    let said = done(dir, OWN, &["import", "products", "varor.csv"]);
    assert!(
        said.contains("1 new") && said.contains("0 refused"),
        "{said}"
    );
    let said = done(dir, OWN, &["doctor"]);
    assert!(!said.contains("TO DO"), "{said}");

    let mut shopper = Shopper::new(&running.shop, "elin");
    let page = shopper.get("/produkt/mugg").await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.body);
    for fact in ["Butiken i Ed AB", "556016-0680", "Verkstan AB", "249"] {
        assert!(page.body.contains(fact), "{fact}: {}", page.body);
    }
    assert!(!page.body.contains("Nordbod"), "{}", page.body);
    let variant = form_fields(&page.body, "form[data-add]")["variant"].clone();
    shopper.add(&variant, 2).await;
    let payment = shopper.check_out().await.unwrap();
    let back = shopper.choose(&payment, "approve").await;
    assert_eq!(shopper.come_back(&back).await, Bought::Seen);
    assert!(running.end_by("TERM").success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn production_serves_a_products_page_after_the_same_commands() {
    let place = folder();
    let dir = place.path();
    write_down(dir);
    let [shop, admin, _] = addresses();
    let mut settings = PRODUCTION.to_vec();
    settings.extend([
        ("TORG_SHOP_ADDR", shop.as_str()),
        ("TORG_ADMIN_ADDR", admin.as_str()),
    ]);
    done(dir, &settings, &["shop", "butik.toml"]);
    let said = done(dir, &settings, &["owner", "maja@butiken.invalid", "Maja"]);
    assert!(
        said.contains("https://kontor.butiken.invalid/inbjudan/"),
        "{said}"
    );
    let said = done(dir, &settings, &["import", "products", "varor.csv"]);
    assert!(said.contains("0 refused"), "{said}");

    let running = Running::start(dir, &settings);
    assert!(
        !running.greeting.contains("Payments") && !running.greeting.contains("torg shop"),
        "{}",
        running.greeting
    );
    let (status, page) = get(format!("http://{shop}/produkt/mugg")).await;
    assert_eq!(status, 200, "{page}");
    assert!(
        page.contains("Butiken i Ed AB") && page.contains("Verkstan AB"),
        "{page}"
    );
    for kind in ["kopvillkor", "angerratt"] {
        assert!(page.contains(kind), "{kind}: {page}");
    }
    assert!(running.end_by("TERM").success());
}

#[test]
fn a_further_shop_is_said_to_be_one_and_has_its_names_and_its_theme() {
    let place = folder();
    let dir = place.path();
    write_down(dir);
    let other = std::fs::read_to_string(dir.join("butik.toml"))
        .unwrap()
        .replacen("code = \"butiken\"", "code = \"ladan\"", 1)
        .replacen("name = \"Butiken\"", "name = \"Ladan\"", 1);
    std::fs::write(dir.join("ladan.toml"), other).unwrap();
    let [shop, admin, _] = addresses();
    let mut settings = PRODUCTION.to_vec();
    settings.extend([
        ("TORG_SHOP_ADDR", shop.as_str()),
        ("TORG_ADMIN_ADDR", admin.as_str()),
    ]);
    done(dir, &settings, &["shop", "butik.toml"]);
    // The doctor looks into the private database while it is up.
    let running = Running::start(dir, &settings);

    let (is_done, said) = told(dir, &settings, &["shop", "ladan.toml"]);
    assert!(!is_done && said.contains("torg shop add"), "{said}");
    let theme = ["shop", "add", "ladan.toml", "--theme", "finns-inte"];
    let (is_done, said) = told(dir, &settings, &theme);
    assert!(!is_done && said.contains("there are: default"), "{said}");
    let said = done(dir, &settings, &["shop", "add", "ladan.toml"]);
    assert!(said.contains("The shop ladan is made:"), "{said}");
    let (_, said) = told(dir, &settings, &["doctor"]);
    assert!(
        said.contains("Ladan has no name by which it is reached"),
        "{said}"
    );

    // A theme of its own, in a folder of themes that another process does not have.
    let (root, themes) = (crate::architecture::root(), dir.join("themes_elsewhere"));
    std::fs::create_dir_all(themes.join("lada")).unwrap();
    std::fs::write(themes.join("lada/theme.toml"), "parent = \"default\"\n").unwrap();
    std::os::unix::fs::symlink(root.join("themes/default"), themes.join("default")).unwrap();
    let mut with_theme = settings.clone();
    let themes = themes.display().to_string();
    with_theme.push(("TORG_THEMES_DIR", themes.as_str()));
    let names = "www.ladan.invalid,ladan.invalid";
    let words = ["shop", "set", "ladan", "--names", names, "--theme", "lada"];
    let said = done(dir, &with_theme, &words);
    assert!(said.contains("The shop ladan is changed:"), "{said}");
    let said = done(dir, &with_theme, &words);
    assert!(said.contains("Nothing was changed"), "{said}");
    let said = done(dir, &settings, &["shop", "list"]);
    for told in [
        "https://butiken.invalid",
        "https://www.ladan.invalid",
        "names: www.ladan.invalid, ladan.invalid; theme: lada",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let taken = ["shop", "set", "butiken", "--names", "ladan.invalid"];
    let (is_done, said) = told(dir, &settings, &taken);
    assert!(
        !is_done && said.contains("the shop ladan is called ladan.invalid"),
        "{said}"
    );

    // Whoever lacks the theme does not start, and the doctor says why.
    let (is_well, said) = told(dir, &settings, &["doctor"]);
    assert!(
        !is_well && said.contains("Ladan wears the theme \"lada\", which is not there"),
        "{said}"
    );
    assert!(running.end_by("TERM").success());
    let (is_done, said) = told(dir, &settings, &["serve"]);
    assert!(
        !is_done && said.contains("the shop ladan wears the theme \"lada\", which cannot be read"),
        "{said}"
    );
    done(dir, &settings, &["shop", "set", "ladan", "--theme", ""]);
    let again = Running::start(dir, &settings);
    assert!(again.end_by("TERM").success());
}

#[test]
fn a_file_with_faults_is_told_of_all_of_them_and_nothing_is_written() {
    let place = folder();
    let dir = place.path();
    let template = done(dir, &[], &["shop", "--template"]);
    std::fs::write(dir.join("butik.toml"), template).unwrap();
    let (is_done, said) = told(dir, OWN, &["shop", "butik.toml"]);
    assert!(!is_done, "{said}");
    for fault in [
        "shop.code: is missing",
        "shop.org_number: is missing",
        "shop.phone: is missing",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
    assert!(!dir.join("data").exists());
}

#[test]
fn a_demo_is_no_place_for_a_real_shop() {
    let place = folder();
    write_down(place.path());
    let (is_done, said) = told(place.path(), &[], &["shop", "butik.toml"]);
    assert!(!is_done && said.contains("TORG_ENV=production"), "{said}");
    assert!(!place.path().join("data").exists());
}
