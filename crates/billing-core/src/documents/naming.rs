//! Names for files that are safe on every system, whatever a service or a person has put into them.

use billing_contract::Invoice;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::collections::HashMap;

/// How many bytes a name may have before its ending: with a number behind it and its ending it
/// stays under what every file system takes, encrypted ones included.
const LONGEST: usize = 120;

/// How each file is called unless the person says otherwise.
pub(crate) const USUAL_TEMPLATE: &str = "{date}_{number}";

/// A part of a name out of any text: one component of a path, visible from start to end, and no
/// device of Windows.
pub(crate) fn safe_stem(text: &str) -> String {
    let mut stem = String::with_capacity(text.len());
    // Some file systems take a letter and its accent apart and some do not.
    for character in ComposingNormalizerBorrowed::new_nfc().normalize(text).chars() {
        let plain = match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            space if space.is_whitespace() => ' ',
            hidden if hidden.is_control() || is_invisible(hidden) => continue,
            other => other,
        };
        if plain != ' ' || !stem.ends_with(' ') {
            stem.push(plain);
        }
    }
    let mut stem = trimmed(&stem).to_owned();
    if stem.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|end| stem.is_char_boundary(*end));
        stem.truncate(end.unwrap_or_default());
        stem = trimmed(&stem).to_owned();
    }
    if stem.is_empty() {
        return "document".to_owned();
    }
    if is_device(&stem) {
        stem.insert(0, '_');
    }
    stem
}

/// Hidden files begin with a full stop, and Windows drops full stops and spaces at the end.
fn trimmed(stem: &str) -> &str {
    stem.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' '])
}

/// Marks of direction, joiners, tags, fillers, private characters and what is none: everything
/// that makes a name look like another.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
        || (character as u32) & 0xfffe == 0xfffe
}

/// Whether Windows takes the name for a device, whatever its ending ("Naming Files, Paths, and
/// Namespaces").
fn is_device(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |begins| {
        name.strip_prefix(begins).is_some_and(|number: &str| {
            matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9")
                || matches!(number, "\u{b9}" | "\u{b2}" | "\u{b3}")
        })
    };
    matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// What a template comes to for an invoice.
pub(crate) fn stem_of(template: &str, invoice: &Invoice) -> String {
    let date = invoice.created_at.date_naive().to_string();
    let mut name = String::new();
    let mut rest = template;
    while let Some(begin) = rest.find('{') {
        name.push_str(&rest[..begin]);
        rest = &rest[begin..];
        let Some(end) = rest.find('}') else { break };
        match &rest[1..end] {
            "number" => name.push_str(&invoice.number),
            "date" => name.push_str(&date),
            "period" => name.push_str(&invoice.period),
            "company" => name.push_str(&invoice.billed_to),
            "amount" => name.push_str(invoice.amount.as_str()),
            "currency" => name.push_str(invoice.currency.code()),
            _ => name.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    name.push_str(rest);
    safe_stem(&name)
}

/// The names of one folder: no two of them are the same, also where capitals and small letters are.
#[derive(Default)]
pub(crate) struct Names {
    taken: HashMap<String, u32>,
}

impl Names {
    /// A name like `stem.ending`, or with a number if that is taken.
    pub(crate) fn take(&mut self, stem: &str, ending: &str) -> String {
        // Both ways, so that what any system takes for the same is the same here.
        let key = |stem: &str| stem.to_uppercase().to_lowercase();
        let mut number = self.taken.get(&key(stem)).copied().unwrap_or(0);
        loop {
            number += 1;
            let twin = if number == 1 { stem.to_owned() } else { format!("{stem} ({number})") };
            let is_free = number == 1 || !self.taken.contains_key(&key(&twin));
            if is_free {
                self.taken.insert(key(stem), number);
                self.taken.entry(key(&twin)).or_insert(1);
                return format!("{twin}.{ending}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;
    use std::path::{Component, Path};

    #[test]
    fn tricks_with_paths_devices_and_directions_come_to_plain_names() {
        for (text, name) in [
            ("INV-2026-000001", "INV-2026-000001"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("..\\..\\autorun.inf", "-..-autorun.inf"),
            ("C:\\Windows", "C--Windows"),
            ("/absolute", "-absolute"),
            ("..", "document"),
            ("", "document"),
            (".hidden", "hidden"),
            ("con", "_con"),
            ("NUL.tar", "_NUL.tar"),
            ("COM1 .x", "_COM1 .x"),
            ("lpt\u{b2}", "_lpt\u{b2}"),
            ("COM10", "COM10"),
            ("console", "console"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("a\u{200b}b\u{feff}c\u{7}d\0e", "abcde"),
            ("line\nbreak\t tab", "line break tab"),
            ("ends with dots...", "ends with dots"),
            ("ends with space . ", "ends with space"),
            ("北京示例科技有限公司", "北京示例科技有限公司"),
        ] {
            assert_eq!(safe_stem(text), name, "{text:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_two_characters() {
        let name = safe_stem(&"長".repeat(300));
        assert_eq!(name, "長".repeat(40));
    }

    #[test]
    fn names_that_differ_in_capitals_alone_count_as_the_same() {
        let mut names = Names::default();
        let taken: Vec<String> = ["a", "A", "a (2)", "a", "A (2)", "b"]
            .iter()
            .map(|stem| names.take(stem, "pdf"))
            .collect();
        assert_eq!(
            taken,
            ["a.pdf", "A (2).pdf", "a (2) (2).pdf", "a (3).pdf", "A (2) (3).pdf", "b.pdf"]
        );
        assert_eq!(names.take("Kelvin", "pdf"), "Kelvin.pdf");
        assert_eq!(names.take("\u{212a}elvin", "pdf"), "\u{212a}elvin (2).pdf");
    }

    #[test]
    fn an_accent_apart_from_its_letter_makes_no_other_name() {
        assert_eq!(safe_stem("Cafe\u{301}"), safe_stem("Caf\u{e9}"));
        assert_eq!(safe_stem("\u{304b}\u{3099}"), "\u{304c}");
    }

    proptest! {
        #[test]
        fn any_text_comes_to_one_visible_component_of_a_path(text in any::<String>()) {
            let name = format!("{}.pdf", safe_stem(&text));
            let components: Vec<_> = Path::new(&name).components().collect();
            prop_assert!(matches!(components[..], [Component::Normal(_)]));
            prop_assert!(name.len() <= 130);
            prop_assert!(!name.starts_with(['.', ' ']) && !name.contains(" .pdf"));
            let has_tricks = name.contains(['/', '\\', ':', '\0', '\n', '\u{202e}']);
            prop_assert!(!has_tricks);
            prop_assert_eq!(safe_stem(&safe_stem(&text)), safe_stem(&text));
        }

        #[test]
        fn no_two_names_are_the_same(stems in prop::collection::vec("[aAb]( \\([123]\\))?", 0..40)) {
            let mut names = Names::default();
            let mut taken = HashSet::new();
            for stem in &stems {
                prop_assert!(taken.insert(names.take(stem, "pdf").to_lowercase()));
            }
        }
    }
}
