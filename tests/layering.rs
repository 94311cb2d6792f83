//! Who may depend on whom, held against what cargo says.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What each package may depend on, of the workspace's own packages.
const ALLOWED: &[(&str, &[&str])] = &[
    (
        "billing-benches",
        &[
            "billing-contract",
            "billing-core",
            "billing-service",
            "billing-testkit",
            "billing-tests",
        ],
    ),
    ("billing-console", &["billing-core"]),
    ("billing-contract", &[]),
    ("billing-core", &["billing-contract"]),
    ("billing-providers", &["billing-contract"]),
    ("billing-service", &["billing-contract", "billing-providers"]),
    ("billing-testkit", &[]),
    (
        "billing-tests",
        &[
            "billing-contract",
            "billing-core",
            "billing-providers",
            "billing-service",
            "billing-testkit",
        ],
    ),
    ("xtask", &[]),
];

/// Packages from elsewhere that only some of our own may know.
const RESERVED: &[(&str, &[&str])] = &[
    ("tauri", &["billing-console"]),
    ("axum", &["billing-service", "billing-tests"]),
    ("reqwest", &["billing-core", "billing-providers", "billing-service", "billing-tests"]),
    ("rusqlite", &["billing-benches", "billing-core", "billing-service", "billing-tests"]),
    ("keyring-core", &["billing-core"]),
];

#[test]
fn packages_depend_on_each_other_only_as_drawn() {
    for (package, own) in dependencies(|kind| kind != Some("dev")) {
        let allowed = ALLOWED.iter().find(|(name, _)| *name == package);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{package} is not drawn"));
        for dependency in own.iter().filter(|name| ALLOWED.iter().any(|(own, _)| own == name)) {
            assert!(allowed.contains(&dependency.as_str()), "{package} depends on {dependency}");
        }
    }
}

#[test]
fn the_testkit_is_known_to_tests_alone() {
    for (package, own) in dependencies(|kind| kind != Some("dev")) {
        let for_tests = ["billing-tests", "billing-benches"].contains(&package.as_str());
        assert!(for_tests || !own.contains("billing-testkit"), "{package} ships the testkit");
    }
}

#[test]
fn each_platform_and_protocol_is_known_in_one_place() {
    for (package, own) in dependencies(|kind| kind.is_none()) {
        for (reserved, holders) in RESERVED {
            assert!(
                holders.contains(&package.as_str()) || !own.contains(*reserved),
                "{package} depends on {reserved}"
            );
        }
    }
}

/// The direct dependencies of each of our packages whose kind (`dev`, `build`, none) is wanted.
fn dependencies(wanted: impl Fn(Option<&str>) -> bool) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline", "--locked"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    packages
        .iter()
        .map(|package| {
            let all = package["dependencies"].as_array().expect("a list of dependencies");
            let own = all.iter().filter(|one| wanted(one["kind"].as_str())).map(name).collect();
            (name(package), own)
        })
        .collect()
}
