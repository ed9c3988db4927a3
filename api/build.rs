//! With the feature `clients`, what was built of them becomes part of the program: it has to be there.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_CLIENTS").is_none() {
        return;
    }
    for folder in ["../clients/mini/dist", "../clients/console/dist"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    for file in [
        "../clients/mini/dist/h5/index.html",
        "../clients/mini/dist/documents.json",
        "../clients/console/dist/index.html",
        "../clients/console/dist/documents.json",
    ] {
        if !Path::new(file).exists() {
            println!("cargo::error=api/{file} is missing: build the clients first, by `scripts/clients`");
        }
    }
}
