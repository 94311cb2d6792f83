//! The TypeScript twin of the command list, for the UI.

use crate::error::{CommandError, CommandErrorCode, FailureClass, WayOut};
use crate::{event::Event, for_each_command, views::*};
use billing_contract::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use ts_rs::{Config, TS, TypeVisitor};

/// The whole generated file: every type the commands, errors and events use, then the command map.
pub fn generate() -> String {
    let config = Config::new().with_large_int("number");
    let mut types = Types { config: &config, declarations: BTreeMap::new() };
    types.visit::<CommandError>();
    types.visit::<FailureClass>();
    types.visit::<WayOut>();
    types.visit::<Event>();
    let mut commands = String::new();

    macro_rules! describe {
        ($($(#[doc = $doc:literal])* $name:ident($request:ty) -> $answer:ty;)*) => {$(
            types.visit::<$request>();
            types.visit::<$answer>();
            for line in [$($doc),*] {
                writeln!(commands, "  /**{line} */").expect("writing to a string");
            }
            writeln!(
                commands,
                "  {}: {{ request: {}; answer: {} }};",
                stringify!($name),
                <$request as TS>::name(&config),
                <$answer as TS>::name(&config),
            )
            .expect("writing to a string");
        )*};
    }
    for_each_command!(describe);

    let mut file =
        String::from("// Generated from Rust by `cargo xtask gen`. Changes here are lost.\n\n");
    for declaration in types.declarations.values() {
        file.push_str(declaration);
        file.push_str("\n\n");
    }
    file.push_str("/** Every command, with what it takes and what it answers. */\n");
    write!(file, "export interface Commands {{\n{commands}}}\n").expect("writing to a string");
    file.push_str("\n/** What every failure has to do with, and the ways out of it. */\n");
    file.push_str("export const failures: Record<\n  CommandErrorCode,\n");
    file.push_str("  { class: FailureClass; ways_out: readonly WayOut[] }\n> = {\n");
    for code in CommandErrorCode::all() {
        let [name, class, ways] = [json(code), json(code.class()), json(code.ways_out())];
        let name = name.trim_matches('"');
        writeln!(file, "  {name}: {{ class: {class}, ways_out: {ways} }},")
            .expect("writing to a string");
    }
    file.push_str("};\n");
    file
}

fn json(value: impl serde::Serialize) -> String {
    serde_json::to_string(&value).expect("plain values become JSON")
}

/// Collects the declaration of each type it is shown and of all that type depends on.
struct Types<'a> {
    config: &'a Config,
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Types<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        T::visit_generics(self);
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            if self.declarations.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}", T::decl(self.config));
            self.declarations.insert(name, declaration);
        }
        T::visit_dependencies(self);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_typescript_is_what_rust_says() {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/backend/generated/commands.ts");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == super::generate(), "run `cargo xtask gen` and commit the result");
    }
}
