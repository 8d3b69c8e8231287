use super::*;

fn parse(pairs: &[(&str, &str)], file: Option<&str>) -> Result<Config, Vec<Fault>> {
    let environment = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Config::parse(&environment, file)
}

fn faults(pairs: &[(&str, &str)], file: Option<&str>) -> Vec<String> {
    parse(pairs, file)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

const PRODUCTION: &[(&str, &str)] = &[
    ("TORG_ENV", "production"),
    ("TORG_SECRET_KEY", "fJ3k9Lq0Zx7Vb2Nm5Pw8Rt1Yc4Hd6Gs0Ae"),
    ("TORG_STRIPE_SECRET_KEY", "sk_live_51Hush"),
    ("TORG_STRIPE_WEBHOOK_SECRET", "whsec_hush"),
    ("TORG_SMTP_URL", "smtps://u:hush@mail.nordbod.se"),
    ("TORG_MAIL_FROM", "Nordbod <hej@nordbod.se>"),
    ("TORG_SHOP_URL", "https://nordbod.se/"),
    ("TORG_ADMIN_URL", "https://kontor.nordbod.se"),
    ("DATABASE_URL", "postgres://u:hush@db/torg"),
];

fn production_with(key: &str, value: &str) -> Vec<String> {
    let pairs: Vec<_> = PRODUCTION
        .iter()
        .map(|pair| if pair.0 == key { (key, value) } else { *pair })
        .collect();
    faults(&pairs, None)
}

#[test]
fn nothing_configured_is_the_demo() {
    let config = parse(&[], None).unwrap();
    assert_eq!(config.mode, Mode::Demo);
    assert_eq!(config.shop.addr.to_string(), "127.0.0.1:8080");
    assert_eq!(config.admin.addr.to_string(), "127.0.0.1:8081");
    assert_eq!(config.sandbox_addr.to_string(), "127.0.0.1:8090");
    assert_eq!(config.data_dir, PathBuf::from("./data"));
    assert!(config.database_url.is_none() && config.uses_stand_in_payment() && !config.is_log_json);
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "shop_addr = \"127.0.0.1:1\"\nadmin_addr = \"127.0.0.1:2\"\nworkers = 3\nlog_format = \"json\"";
    let config = parse(&[("TORG_SHOP_ADDR", "127.0.0.1:9")], Some(file)).unwrap();
    assert_eq!((config.shop.addr.port(), config.admin.addr.port()), (9, 2));
    assert_eq!((config.workers, config.is_log_json), (3, true));
}

#[test]
fn unknown_settings_are_refused_with_the_nearest_known() {
    assert_eq!(
        faults(&[], Some("shop_adress = \"x\"")),
        ["torg.toml: shop_adress: there is no such setting -> did you mean shop_addr?"]
    );
    assert!(faults(&[("TORG_ADMIN_ADR", "x")], None)[0].ends_with("did you mean TORG_ADMIN_ADDR?"));
    assert!(parse(&[("TORG_TEST_DATABASE_URL", "x"), ("HOME", "/")], None).is_ok());
}

#[test]
fn all_faults_come_at_once_and_say_how_to_mend_them() {
    let found = faults(
        &[
            ("TORG_SHOP_ADDR", "here"),
            ("TORG_WORKERS", "0"),
            ("TORG_AVIF", "maybe"),
            ("TORG_STORAGE", "s3"),
            ("TORG_ENV", "test"),
        ],
        None,
    );
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(found.iter().all(|fault| fault.contains(" -> ")));
}

#[test]
fn a_broken_file_is_told_by_its_line_without_its_content() {
    let found = faults(&[], Some("workers = 2\nsecret_key = \"hush"));
    assert!(
        found[0].contains("line 2") && !found[0].contains("hush"),
        "{found:?}"
    );
}

#[test]
fn whoever_reaches_outside_says_what_the_installation_is() {
    let found = faults(&[("DATABASE_URL", "postgres://db/torg")], None);
    assert!(
        found[0].starts_with("TORG_ENV") && found[0].contains("DATABASE_URL"),
        "{found:?}"
    );
    assert!(
        parse(
            &[("DATABASE_URL", "postgres://db/torg"), ("TORG_ENV", "demo")],
            None
        )
        .is_ok()
    );
}

#[test]
fn production_starts_with_real_settings_only() {
    let config = parse(PRODUCTION, None).unwrap();
    assert_eq!(config.shop.url.as_deref(), Some("https://nordbod.se"));
    assert!(config.is_log_json);
    for (key, value) in [
        ("TORG_SECRET_KEY", ""),
        ("TORG_SECRET_KEY", "kort"),
        ("TORG_SECRET_KEY", "change-me-change-me-change-me-change-me"),
        (
            "TORG_SECRET_KEY",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
        ("TORG_STRIPE_SECRET_KEY", "sk_test_51Hush"),
        ("TORG_STRIPE_SECRET_KEY", ""),
        ("TORG_STRIPE_WEBHOOK_SECRET", ""),
        ("TORG_SMTP_URL", ""),
        ("TORG_MAIL_FROM", ""),
        ("TORG_SHOP_URL", "http://nordbod.se"),
        ("TORG_ADMIN_URL", ""),
    ] {
        let found = production_with(key, value);
        assert!(
            found.iter().any(|fault| fault.starts_with(key)),
            "{key}={value}: {found:#?}"
        );
    }
}

#[test]
fn a_search_engine_is_reached_as_configured() {
    let search = |pairs: &[(&str, &str)]| parse(pairs, None).map(|config| config.search);
    assert_eq!(search(&[]).unwrap(), None);
    let set = [
        ("TORG_ENV", "test"),
        ("TORG_SEARCH_URL", "http://127.0.0.1:7700/"),
    ];
    let engine = search(&set).unwrap().unwrap();
    assert_eq!(engine.url, "http://127.0.0.1:7700");
    assert_eq!((engine.key, engine.prefix.as_str()), (None, "torg"));
    for (wrong, variable) in [
        (&[("TORG_SEARCH_KEY", "x")][..], "TORG_SEARCH_URL"),
        (&[("TORG_SEARCH_PREFIX", "x")][..], "TORG_SEARCH_URL"),
        (
            &[("TORG_SEARCH_URL", "http://127.0.0.1:7700")][..],
            "TORG_ENV",
        ),
        (
            &[("TORG_ENV", "test"), ("TORG_SEARCH_URL", "127.0.0.1:7700")][..],
            "TORG_SEARCH_URL",
        ),
        (
            &[
                ("TORG_ENV", "test"),
                ("TORG_SEARCH_URL", "http://u:hush@host"),
            ][..],
            "TORG_SEARCH_URL",
        ),
        (
            &[set[0], set[1], ("TORG_SEARCH_PREFIX", "min butik")][..],
            "TORG_SEARCH_PREFIX",
        ),
    ] {
        let found = faults(wrong, None);
        assert!(
            found[0].starts_with(variable) && !found[0].contains("hush"),
            "{found:?}"
        );
    }
}

#[test]
fn production_keeps_its_search_engine_closed() {
    let with = |url, key| {
        let mut pairs = PRODUCTION.to_vec();
        pairs.extend([("TORG_SEARCH_URL", url), ("TORG_SEARCH_KEY", key)]);
        parse(&pairs, None)
    };
    let key = "8f2b6c1d0e9a4f7788aa";
    for near in [
        "https://search.nordbod.se",
        "http://127.0.0.1:7700",
        "http://10.0.0.7:7700",
        "http://meilisearch:7700",
        "http://[::1]:7700",
        "http://localhost",
        "http://search.shop.internal:7700",
        "http://meilisearch.search.svc.cluster.local:7700",
        "http://nas.lan",
        "http://search.home.arpa/",
    ] {
        assert!(with(near, key).is_ok(), "{near}");
    }
    for (url, key, variable) in [
        ("http://search.nordbod.se:7700", key, "TORG_SEARCH_URL"),
        ("http://192.0.2.4:7700", key, "TORG_SEARCH_URL"),
        ("http://search.local.nordbod.se", key, "TORG_SEARCH_URL"),
        ("http://nordbod.home.arpa.se", key, "TORG_SEARCH_URL"),
        ("https://search.nordbod.se", "", "TORG_SEARCH_KEY"),
        ("https://search.nordbod.se", "kort", "TORG_SEARCH_KEY"),
    ] {
        let found = with(url, key).unwrap_err();
        assert!(
            found.iter().any(|fault| fault.key == variable),
            "{url}: {found:#?}"
        );
    }
}

#[test]
fn secrets_are_never_shown() {
    let shown = format!("{:?}", parse(PRODUCTION, None).unwrap()).to_lowercase();
    assert!(
        !shown.contains("hush") && !shown.contains("fj3k9lq0"),
        "{shown}"
    );
}

#[test]
fn a_listener_on_this_machine_or_on_all_addresses_is_reached_by_name() {
    for own in [
        "0.0.0.0:8080",
        "[::]:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
        "[::ffff:127.0.0.1]:8080",
    ] {
        let url = local_url(own.parse().unwrap());
        assert_eq!(url, "http://localhost:8080", "{own}");
    }
    for other in ["192.0.2.4:8080", "[2001:db8::4]:8080"] {
        let url = local_url(other.parse().unwrap());
        assert_eq!(url, format!("http://{other}"));
    }
}

#[test]
fn the_page_about_settings_tells_of_every_one() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    let page = std::fs::read_to_string(page).unwrap();
    for key in KEYS {
        let row = format!(
            "| `{}` | `{}` | {} | {} |",
            key.variable,
            key.in_file(),
            key.about,
            key.default
        );
        assert!(
            page.contains(&row),
            "docs/configuration.md lacks this line:\n{row}"
        );
    }
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(
        rows,
        KEYS.len(),
        "docs/configuration.md tells of a setting that there is not"
    );
}

#[test]
fn avif_is_refused_by_a_program_that_cannot_write_it() {
    let asked = parse(&[("TORG_AVIF", "true")], None);
    if cfg!(feature = "avif") {
        assert!(asked.unwrap().is_avif_on);
    } else {
        let found = faults(&[("TORG_AVIF", "true")], None);
        assert!(
            found[0].starts_with("TORG_AVIF") && found[0].contains("--features avif"),
            "{found:?}"
        );
    }
    assert!(!parse(&[], None).unwrap().is_avif_on);
}

/// The faults of a shop with these further names.
fn faults_of_names(names: &str) -> Vec<String> {
    faults(
        &[
            ("TORG_SHOP_URL", "https://Nordbod.se"),
            ("TORG_ADMIN_URL", "https://kontor.nordbod.se"),
            ("TORG_SHOP_NAMES", names),
        ],
        None,
    )
}

#[test]
fn further_names_are_host_names_that_lead_elsewhere() {
    let further = (
        "TORG_SHOP_NAMES",
        "www.nordbod.se, WWW.Nordbod.SE,nordbod.com,",
    );
    let config = parse(&[further, ("TORG_SHOP_URL", "https://nordbod.se")], None).unwrap();
    assert_eq!(config.shop_names, ["www.nordbod.se", "nordbod.com"]);
    assert!(parse(&[], None).unwrap().shop_names.is_empty());

    for (names, word) in [
        ("nordbod.se", "TORG_SHOP_URL"),
        ("www.nordbod.se,NORDBOD.SE", "TORG_SHOP_URL"),
        ("kontor.nordbod.se", "TORG_ADMIN_URL"),
        ("https://www.nordbod.se", "no host name"),
        ("www.nordbod.se:443", "no host name"),
        ("www.nordbod.se/", "no host name"),
        ("*.nordbod.se", "no host name"),
        ("192.0.2.7", "no host name"),
        ("localhost", "no host name"),
        ("www.nordbod.se.", "no host name"),
        ("blåbär.se", "xn--"),
    ] {
        let found = faults_of_names(names);
        assert_eq!(found.len(), 1, "{names}: {found:?}");
        assert!(
            found[0].starts_with("TORG_SHOP_NAMES: ") && found[0].contains(word),
            "{names}: {found:?}"
        );
    }
    let found = faults(&[("TORG_SHOP_NAMES", "www.nordbod.se")], None);
    assert!(
        found[0].starts_with("TORG_SHOP_URL: is needed"),
        "{found:?}"
    );
}

#[test]
fn the_public_address_has_a_host_that_can_be_asked_for() {
    for wrong in [
        "https://blåbär.se",
        "https://nordbod.se.",
        "https://nordbod.se:port",
        "https://user@nordbod.se",
        "https://nordbod.se/butik",
        "https://",
        "nordbod.se",
    ] {
        let found = faults(&[("TORG_SHOP_URL", wrong)], None);
        assert!(
            found[0].starts_with("TORG_SHOP_URL: "),
            "{wrong}: {found:?}"
        );
    }
    for right in [
        "https://xn--blbr-roah.se",
        "http://192.0.2.7:8080",
        "http://[2001:db8::7]",
    ] {
        assert!(parse(&[("TORG_SHOP_URL", right)], None).is_ok(), "{right}");
    }
}

#[test]
fn a_small_machine_keeps_few_connections() {
    assert_eq!(
        [1, 2, 8, 64].map(super::default_connections),
        [12, 12, 24, 40]
    );
    let said = parse(&[("TORG_DATABASE_CONNECTIONS", "20")], None).unwrap();
    assert_eq!(said.database_connections, 20);
}
