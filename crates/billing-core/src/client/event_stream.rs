//! The service's stream as text: Server-Sent Events (WHATWG HTML, section 9.2), as far as needed.

use std::time::Duration;

/// One event of the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StreamEvent {
    /// What kind of event; empty for the usual kind.
    pub event: String,
    /// Its data, lines joined by line feeds.
    pub data: String,
}

/// Longer lines or data are nobody's who means well.
const LONGEST: usize = 64 * 1024;

/// Takes bytes as they come and gives the events they make.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    after_carriage_return: bool,
    is_past_first_line: bool,
    event: StreamEvent,
    has_data: bool,
    pending_id: Option<String>,
    last_id: Option<String>,
    retry: Option<Duration>,
}

/// More came than an event can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line or an event of the stream is too long")]
pub(crate) struct TooLong;

impl Parser {
    /// A parser that goes on after the event called `last_id`.
    pub(crate) fn after(last_id: Option<String>) -> Self {
        Self { pending_id: last_id.clone(), last_id, ..Self::default() }
    }

    /// The last event's identifier: where to go on after a break.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// How long to wait before coming back, if the service has said so.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Takes what has come and answers the events that are complete by it.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<Vec<StreamEvent>, TooLong> {
        let mut events = Vec::new();
        for &byte in bytes {
            let ends_pair = std::mem::take(&mut self.after_carriage_return) && byte == b'\n';
            match byte {
                _ if ends_pair => {}
                b'\n' | b'\r' => {
                    self.after_carriage_return = byte == b'\r';
                    let line = std::mem::take(&mut self.line);
                    events.extend(self.take_line(&line)?);
                }
                _ if self.line.len() >= LONGEST => return Err(TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(events)
    }

    fn take_line(&mut self, line: &[u8]) -> Result<Option<StreamEvent>, TooLong> {
        let is_first = !std::mem::replace(&mut self.is_past_first_line, true);
        let line = String::from_utf8_lossy(line);
        let line = if is_first { line.strip_prefix('\u{feff}').unwrap_or(&line) } else { &line };
        if line.is_empty() {
            return Ok(self.complete());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.event),
            "data" => {
                if self.event.data.len() + value.len() > LONGEST {
                    return Err(TooLong);
                }
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "id" if !value.contains('\0') && value.len() <= 255 => {
                self.pending_id = (!value.is_empty()).then(|| value.to_owned());
            }
            "retry" => self.retry = value.parse().ok().map(Duration::from_millis),
            // A comment begins with a colon and says only that somebody is there.
            _ => {}
        }
        Ok(None)
    }

    fn complete(&mut self) -> Option<StreamEvent> {
        self.last_id.clone_from(&self.pending_id);
        let event = std::mem::take(&mut self.event);
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = ": hello\n\nid: 7\nevent: changed\ndata: {\"kinds\":\ndata: []}\n\n\
        : heartbeat\n\ndata:x\r\n\r\nid\nevent: y\n\nretry: 1500\rdata: 付\r\r";

    fn event(event: &str, data: &str) -> StreamEvent {
        StreamEvent { event: event.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_are_read_as_the_standard_says() {
        let mut parser = Parser::default();
        let events = parser.take(STREAM.as_bytes()).unwrap();
        let expected = [event("changed", "{\"kinds\":\n[]}"), event("", "x"), event("", "付")];
        assert_eq!(events, expected);
        assert_eq!(parser.last_id(), None, "an empty id takes the earlier one back");
        assert_eq!(parser.retry(), Some(Duration::from_millis(1500)));
    }

    #[test]
    fn an_identifier_counts_once_its_event_is_complete() {
        let mut parser = Parser::after(Some("3".to_owned()));
        parser.take(b"id: 4\ndata: a\n").unwrap();
        assert_eq!(parser.last_id(), Some("3"));
        parser.take(b"\n").unwrap();
        assert_eq!(parser.last_id(), Some("4"));
    }

    #[test]
    fn endless_lines_and_events_are_refused() {
        assert_eq!(Parser::default().take(&[b'x'; LONGEST + 1]), Err(TooLong));
        let line = format!("data: {}\n", "y".repeat(40_000));
        let mut parser = Parser::default();
        parser.take(line.as_bytes()).unwrap();
        assert_eq!(parser.take(line.as_bytes()), Err(TooLong));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_are_cut(cut in 0usize..120, next in 0usize..60) {
            let bytes = STREAM.as_bytes();
            let (first, rest) = bytes.split_at(cut.min(bytes.len()));
            let (second, third) = rest.split_at(next.min(rest.len()));
            let mut parser = Parser::default();
            let mut events = parser.take(first).unwrap();
            events.extend(parser.take(second).unwrap());
            events.extend(parser.take(third).unwrap());
            prop_assert_eq!(events, Parser::default().take(bytes).unwrap());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _events = Parser::default().take(&bytes);
        }
    }
}
