//! Tables for spreadsheets (RFC 4180).
//!
//! A spreadsheet takes a text that begins like a formula for one and calculates it; such a text
//! gets an apostrophe in front, which spreadsheets do not show (OWASP, CSV Injection).

use axum::http::{HeaderMap, header};

/// One line of a table.
pub fn row<const COLUMNS: usize>(fields: [String; COLUMNS]) -> String {
    fields.map(field).join(",") + "\r\n"
}

fn field(text: String) -> String {
    let harmless = if begins_a_formula(&text) { format!("'{text}") } else { text };
    if harmless.contains(['"', ',', '\r', '\n', '\'']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

/// Spreadsheets skip what is blank before a formula, and know its signs in full width too.
fn begins_a_formula(text: &str) -> bool {
    let is_digit = |letter: char| letter.is_ascii_digit() || "+-.".contains(letter);
    let is_number = text.chars().all(is_digit) && text.parse::<f64>().is_ok();
    let is_sign =
        |letter| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|');
    !is_number && (text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(is_sign))
}

/// Whether a client would rather have a table than JSON.
pub fn is_preferred(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let mut table = 0.0_f32;
    let (mut json, mut any): (Option<f32>, Option<f32>) = (None, None);
    for range in lines.flat_map(|line| line.split(',')) {
        let mut parts = range.split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let stated = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok());
        let quality = stated.unwrap_or(1.0);
        match kind.as_str() {
            "text/csv" => table = table.max(quality),
            "application/json" | "application/*" => {
                json = Some(json.unwrap_or(0.0).max(quality));
            }
            "*/*" => any = Some(any.unwrap_or(0.0).max(quality)),
            _ => {}
        }
    }
    table > json.or(any).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for (text, expected) in [
            ("ai_chat", "ai_chat"),
            ("12", "12"),
            ("-12.5", "-12.5"),
            ("=1+1", "\"'=1+1\""),
            ("+cmd|'/c calc'!A0", "\"'+cmd|'/c calc'!A0\""),
            ("-2+3", "\"'-2+3\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            (" =1", "\"' =1\""),
            ("\t=1", "\"'\t=1\""),
            ("＝1", "\"'＝1\""),
            ("a,\"b\"", "\"a,\"\"b\"\"\""),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(field(text.to_owned()), expected, "{text:?}");
        }
        assert_eq!(row(["a".to_owned(), String::new()]), "a,\r\n");
    }

    proptest! {
        #[test]
        fn a_field_reads_back_and_never_begins_a_formula(text in "[=+\\-@\"',a1 \t\r\n]{0,8}") {
            let written = field(text.clone());
            let read = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(quoted) => quoted.replace("\"\"", "\""),
                None => written,
            };
            prop_assert!(!begins_a_formula(&read));
            let harmless = format!("'{text}");
            prop_assert!(read == text || read == harmless);
        }
    }

    #[test]
    fn a_table_is_sent_to_whoever_prefers_it() {
        for (accept, is_table) in [
            ("", false),
            ("*/*", false),
            ("application/json", false),
            ("text/csv", true),
            ("TEXT/CSV; header=present", true),
            ("text/csv, */*;q=0.1", true),
            ("text/csv;q=0.5, application/json", false),
            ("text/csv, application/json", false),
            ("text/csv;q=0", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(is_preferred(&headers), is_table, "{accept}");
        }
    }
}
