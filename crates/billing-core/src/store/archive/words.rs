//! Words as they are searched: folded on both sides, and found wherever they stand.

use rusqlite::types::Value;
use std::borrow::Cow;

/// Words shorter than this have no trigram.
const TRIGRAM: usize = 3;

/// A text as it is searched: in small letters, full-width forms as plain ones, every kind of space
/// and control as one space.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        let plain = match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(character as u32 - 0xfee0).unwrap_or(character).to_ascii_lowercase()
            }
            other => other,
        };
        if is_invisible(plain) {
            continue;
        }
        if plain.is_whitespace() || plain.is_control() {
            if !folded.ends_with(' ') && !folded.is_empty() {
                folded.push(' ');
            }
        } else {
            folded.push(plain);
        }
    }
    folded
}

/// Joiners, marks of direction and the like, which nobody types.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An amount as invoices hold it, without the currency's sign and the grouping with which it is
/// shown; anything else as it is.
fn plain_amount(word: &str) -> Cow<'_, str> {
    const SIGNS: [&str; 9] = ["cn¥", "jp¥", "us$", "hk$", "¥", "￥", "$", "€", "£"];
    let positive = word.strip_prefix(['-', '−']).unwrap_or(word);
    let unsigned = SIGNS
        .iter()
        .find_map(|sign| positive.strip_prefix(sign).or_else(|| positive.strip_suffix(sign)))
        .unwrap_or(positive);
    let is_as_shown = unsigned.len() < positive.len() || unsigned.contains(',');
    let is_amount = unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    if is_as_shown && is_amount {
        Cow::Owned(unsigned.replace(',', ""))
    } else {
        Cow::Borrowed(word)
    }
}

/// What somebody looks for: all of the words must be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// The words of a question; nothing to look for is found everywhere.
    pub(crate) fn of(question: &str) -> Self {
        let folded = fold(question);
        let typed = folded.split(' ').filter(|word| !word.is_empty());
        let mut words: Vec<String> = typed.map(|word| plain_amount(word).into_owned()).collect();
        words.retain(|word| !word.is_empty());
        words.sort();
        words.dedup();
        Self(words)
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, folded.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether all of them stand in a text that was folded.
    pub(crate) fn are_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| folded.contains(word.as_str()))
    }

    /// Where they stand in invoices: what to select as their place, the rest of the statement, and
    /// its values.
    ///
    /// Long words are found by their trigrams. Most words of Chinese and Japanese are shorter; each
    /// begins some trigram, because something always follows it, and few others. Not so two Latin
    /// letters or digits: they begin so many that it is faster to read every text.
    pub(super) fn source(&self) -> Source {
        let (long, short) = self.by_length();
        let (beginnings, other) = short.into_iter().partition::<Vec<_>, _>(|word| !word.is_ascii());
        let mut values = Vec::<Value>::new();
        let mut conditions = Vec::new();
        let mut begins_a_trigram = beginnings.into_iter().map(|word| {
            let behind = format!("{word}{}", char::MAX);
            [Value::from(word.to_owned()), behind.into()]
        });
        let (place, mut tables) = if !long.is_empty() {
            values.push(all_of(&long).into());
            conditions.push("invoice_trigrams MATCH ?1".to_owned());
            ("invoice_trigrams.rowid", "invoice_trigrams".to_owned())
        } else if let Some(range) = begins_a_trigram.next() {
            values.extend(range);
            let found = "SELECT DISTINCT doc FROM invoice_trigram_terms
                 WHERE term >= ?1 AND term < ?2";
            ("found.doc", format!("({found}) AS found"))
        } else {
            ("invoice_words.place", "invoice_words".to_owned())
        };
        for range in begins_a_trigram {
            let number = values.len() + 1;
            values.extend(range);
            // The plus keeps SQLite from asking for the trigrams once for each place in the list.
            conditions.push(format!(
                "+{place} IN (SELECT doc FROM invoice_trigram_terms
                     WHERE term >= ?{number} AND term < ?{})",
                number + 1
            ));
        }
        if !other.is_empty() && place != "invoice_words.place" {
            tables += &format!(" CROSS JOIN invoice_words ON invoice_words.place = {place}");
        }
        for word in other {
            values.push(word.to_owned().into());
            conditions.push(format!("instr(invoice_words.words, ?{}) > 0", values.len()));
        }
        if conditions.is_empty() {
            conditions.push("true".to_owned());
        }
        Source { place, rest: format!("FROM {tables} WHERE {}", conditions.join(" AND ")), values }
    }

    /// The trigrams of numbers that have all of the words; none if a word is too short for it, or
    /// is written with letters that no number has.
    pub(super) fn in_numbers(&self) -> Option<String> {
        let (long, short) = self.by_length();
        let may_be = short.is_empty() && long.iter().all(|word| word.is_ascii());
        may_be.then(|| format!("{{number}} : ({})", all_of(&long)))
    }

    fn by_length(&self) -> (Vec<&str>, Vec<&str>) {
        self.iter().partition(|word| word.chars().count() >= TRIGRAM)
    }
}

/// Where words stand.
pub(super) struct Source {
    pub place: &'static str,
    pub rest: String,
    pub values: Vec<Value>,
}

/// What finds texts with all of the words, each longer than a trigram, wherever they stand.
fn all_of(words: &[&str]) -> String {
    let phrases: Vec<String> =
        words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    phrases.join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_folded_alike_on_both_sides() {
        for (text, folded) in [
            ("ACME Ltd", "acme ltd"),
            ("ＡＢＣ　１２３", "abc 123"),
            ("北京\u{200b}科技\t有限公司", "北京科技 有限公司"),
            ("a\u{202e}b", "ab"),
            ("\n a  b", "a b"),
            ("Ünïcode ẞ", "ünïcode ß"),
        ] {
            assert_eq!(fold(text), folded);
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }

    #[test]
    fn all_words_must_be_found_in_whatever_order() {
        let text = fold("INV-2026-000017 北京科技有限公司 99.00");
        for (question, is_found) in [
            ("北京", true),
            ("京", true),
            ("科技有限 inv-2026", true),
            ("0017 99.0", true),
            ("", true),
            ("上海", false),
            ("北京 上海", false),
            ("¥99.00", true),
            ("CN¥99", true),
            ("−￥99.00", true),
            ("99,00", false),
            ("-0000", true),
            ("-99", false),
            ("¥", true),
        ] {
            assert_eq!(Words::of(question).are_in(&text), is_found, "{question}");
        }
    }
}
