use super::*;

fn at(major: u32) -> Binaries {
    Binaries {
        folder: format!("/pg/{major}").into(),
        major,
    }
}

/// A file system of its own, with programs in these folders that say that they are of these versions.
fn system(installed: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let script: String = installed
        .iter()
        .map(|(folder, version)| {
            let folder = root.path().join(folder).display().to_string();
            format!(
                "mkdir -p '{folder}'; touch '{folder}/initdb'
                printf '#!/bin/sh\\necho \"postgres (PostgreSQL) {version}\"\\n' > '{folder}/postgres'
                chmod +x '{folder}/initdb' '{folder}/postgres'\n"
            )
        })
        .collect();
    // Not written by this process: a program that a neighbour starts meanwhile would hold the file open, and it could not be run.
    let made = Command::new("/bin/sh")
        .args(["-ec", &script])
        .status()
        .unwrap();
    assert!(made.success());
    root
}

/// What is chosen there, as the folder below the root, and its version.
fn chosen(root: &Path, search_path: &str, wanted: Option<u32>) -> (String, u32) {
    let folders = candidates(OsStr::new(search_path), root);
    let found = choose(installed(&folders), wanted).unwrap();
    let folder = found.folder.strip_prefix(root.canonicalize().unwrap());
    (folder.unwrap().display().to_string(), found.major)
}

#[test]
fn reads_the_major_version() {
    assert_eq!(
        read_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
        Some(15)
    );
    assert_eq!(read_major("postgres (PostgreSQL) 18beta1"), Some(18));
    assert_eq!(read_major("something else"), None);
}

#[test]
fn every_systems_place_is_known() {
    for folder in [
        "usr/lib/postgresql/16/bin",
        "usr/bin",
        "usr/pgsql-16/bin",
        "usr/lib64/pgsql/postgresql-16/bin",
        "usr/lib/postgresql16/bin",
        "usr/libexec/postgresql16",
        "opt/homebrew/opt/postgresql@16/bin",
        "opt/homebrew/Cellar/postgresql@16/16.4/bin",
        "opt/homebrew/bin",
        "usr/local/opt/postgresql@16/bin",
        "usr/local/Cellar/postgresql@16/16.4/bin",
        "home/linuxbrew/.linuxbrew/opt/postgresql@16/bin",
        "home/linuxbrew/.linuxbrew/Cellar/postgresql@16/16.4_1/bin",
        "Applications/Postgres.app/Contents/Versions/16/bin",
        "usr/local/bin",
        "usr/local/pgsql/bin",
        "opt/postgresql-16/bin",
    ] {
        let root = system(&[(folder, "16.4")]);
        assert_eq!(chosen(root.path(), "", None), (folder.to_owned(), 16));
    }
}

#[test]
fn the_newest_of_a_system_is_taken_and_what_is_too_old_is_passed_over() {
    let debian = system(&[
        ("usr/lib/postgresql/9.6/bin", "9.6.24"),
        ("usr/lib/postgresql/13/bin", "13.16"),
        (
            "usr/lib/postgresql/15/bin",
            "15.18 (Debian 15.18-0+deb12u1)",
        ),
        ("usr/lib/postgresql/17/bin", "17.2"),
    ]);
    let seventeen = ("usr/lib/postgresql/17/bin".to_owned(), 17);
    let fifteen = ("usr/lib/postgresql/15/bin".to_owned(), 15);
    assert_eq!(chosen(debian.path(), "", None), seventeen);
    // Data that 15 has made stay with 15; what made those of 13 is too old.
    assert_eq!(chosen(debian.path(), "", Some(15)), fifteen);
    assert_eq!(chosen(debian.path(), "", Some(13)), seventeen);

    let fedora = system(&[("usr/bin", "16.3"), ("usr/pgsql-18/bin", "18.0")]);
    assert_eq!(
        chosen(fedora.path(), "", None),
        ("usr/pgsql-18/bin".to_owned(), 18)
    );
    let old = system(&[
        ("usr/bin", "13.16"),
        ("usr/lib64/pgsql/postgresql-12/bin", "12.1"),
    ]);
    let found = installed(&candidates(OsStr::new(""), old.path()));
    let refused = choose(found, None).unwrap_err();
    assert!(matches!(refused, ClusterError::TooOld { major: 13, .. }));
}

#[test]
fn a_name_without_a_version_is_asked_for_it() {
    let brew = system(&[
        ("opt/homebrew/opt/postgresql/bin", "14.13 (Homebrew)"),
        ("opt/homebrew/opt/postgresql@15/bin", "15.8 (Homebrew)"),
        ("usr/local/opt/postgresql/bin", "17.1 (Homebrew)"),
    ]);
    assert_eq!(
        chosen(brew.path(), "", None),
        ("usr/local/opt/postgresql/bin".to_owned(), 17)
    );
}

#[test]
fn of_two_of_a_version_the_one_on_the_path_is_taken() {
    let root = system(&[("usr/lib/postgresql/17/bin", "17.2"), ("mine/bin", "17.1")]);
    let mine = root.path().join("mine/bin").display().to_string();
    assert_eq!(
        chosen(root.path(), &mine, None),
        ("mine/bin".to_owned(), 17)
    );
}

#[test]
fn what_is_no_installation_is_passed_over() {
    // Clients alone, a program that says something else, and a file where a folder should be.
    let root = system(&[("usr/pgsql-17/bin", "seventeen")]);
    std::fs::create_dir_all(root.path().join("usr/lib/postgresql/16/bin")).unwrap();
    std::fs::write(root.path().join("usr/lib/postgresql/16/bin/psql"), "").unwrap();
    std::fs::write(root.path().join("usr/lib/postgresql/15"), "").unwrap();
    let found = installed(&candidates(OsStr::new(""), root.path()));
    assert_eq!(found, []);
}

#[test]
fn takes_the_newest_unless_the_data_is_older() {
    assert_eq!(choose(vec![at(15), at(17)], None).unwrap(), at(17));
    assert_eq!(choose(vec![at(15), at(17)], Some(15)).unwrap(), at(15));
    assert_eq!(choose(vec![at(13), at(17)], Some(13)).unwrap(), at(17));
}

#[test]
fn each_system_is_told_its_one_command() {
    let said = |os: &str, release: &str, as_root| command_for(os, release, as_root);
    for (os, release, command) in [
        ("linux", "NAME=x\nID=debian", "sudo apt install postgresql"),
        (
            "linux",
            "ID=ubuntu\nID_LIKE=debian",
            "sudo apt install postgresql",
        ),
        (
            "linux",
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"",
            "sudo apt install postgresql",
        ),
        (
            "linux",
            "ID=fedora",
            "sudo dnf install postgresql-server postgresql-contrib",
        ),
        (
            "linux",
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"",
            "sudo dnf install postgresql-server postgresql-contrib",
        ),
        ("linux", "ID=arch", "sudo pacman -S postgresql"),
        (
            "linux",
            "ID='opensuse-leap'\nID_LIKE='suse opensuse'",
            "sudo zypper install postgresql-server postgresql-contrib",
        ),
        (
            "linux",
            "ID=alpine",
            "sudo apk add postgresql17 postgresql17-contrib icu-data-full",
        ),
        ("macos", "", "brew install postgresql@17"),
    ] {
        assert_eq!(said(os, release, false).as_deref(), Some(command));
        let by_root = command.trim_start_matches("sudo ");
        assert_eq!(said(os, release, true).as_deref(), Some(by_root));
    }
    assert_eq!(said("linux", "ID=nixos", false), None);
    assert_eq!(said("freebsd", "", true), None);

    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/sv/kom-igang.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    for (os, release) in [
        ("linux", "ID=debian"),
        ("linux", "ID=fedora"),
        ("macos", ""),
    ] {
        let command = said(os, release, false).unwrap();
        assert!(
            guide.contains(&format!("`{command}`")),
            "the start guide says otherwise than {command}"
        );
    }
}

#[test]
fn a_refusal_names_the_command_or_the_setting() {
    let missing = |command: Option<&str>| {
        let command = command.map(str::to_owned);
        ClusterError::NotInstalled { command }.to_string()
    };
    assert_eq!(
        missing(Some("brew install postgresql@17")),
        "PostgreSQL is not installed on this machine, and torg keeps everything in it.\n  \
         Install it:  brew install postgresql@17\n  \
         or set DATABASE_URL to a PostgreSQL database (15 or newer) of your own."
    );
    let unknown = missing(None);
    assert!(
        unknown.contains("as this system installs programs") && unknown.contains("DATABASE_URL"),
        "{unknown}"
    );
    let old = choose(vec![at(13)], None).unwrap_err().to_string();
    assert!(
        old.starts_with("PostgreSQL 13 is installed, but torg needs 15 or newer.\n  Install it")
            && old.contains("DATABASE_URL"),
        "{old}"
    );
}

#[test]
fn this_machines_own_postgresql_is_found_without_path() {
    assert!(find(OsStr::new("/nowhere"), None).is_ok());
}
