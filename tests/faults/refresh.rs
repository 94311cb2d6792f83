//! Refresh tokens replayed in every order, against a reference model.

use crate::rounds;
use billing_testkit::{DEMO_PASSWORD, RunningService};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

/// What a family of refresh tokens must be, in as few words as possible.
///
/// Tokens are numbered as they are given out, and each is one generation younger than the token it
/// was given for. Good are the token used last, whose answer may have been lost, and every token
/// given for it, because nobody can know which answer arrived. Anything else ends the family.
struct Model {
    generations: Vec<usize>,
    used_last: Option<usize>,
    ended: bool,
}

impl Model {
    fn new() -> Self {
        Self { generations: vec![0], used_last: None, ended: false }
    }

    /// Whether using token `used` gives a new one.
    fn gives(&mut self, used: usize) -> bool {
        let youngest_used = self.used_last.map(|token| self.generations[token]);
        let is_successor = youngest_used.is_none_or(|it| self.generations[used] == it + 1);
        if self.ended || !(is_successor || self.used_last == Some(used)) {
            self.ended = true;
            return false;
        }
        self.used_last = Some(used);
        self.generations.push(self.generations[used] + 1);
        true
    }
}

#[tokio::test]
async fn replays_in_every_order_end_as_the_model_says() {
    let service = RunningService::start().unwrap();
    let client = reqwest::Client::new();
    let post = async |path: &str, body: Value| {
        let url = format!("{}{path}", service.url());
        client.post(url).json(&body).send().await.unwrap()
    };
    let token = async |answer: reqwest::Response| {
        let tokens: Value = answer.json().await.unwrap();
        tokens["refresh_token"].as_str().unwrap().to_owned()
    };

    for seed in 0..rounds(30) {
        let mut dice = StdRng::seed_from_u64(seed.into());
        let login = json!({ "email": "admin@demo.test", "password": DEMO_PASSWORD });
        let mut tokens = vec![token(post("/auth/login", login).await).await];
        let mut model = Model::new();
        for step in 0..12 {
            // Mostly the two newest, as honest clients do; now and then any, as thieves do.
            let oldest = if dice.random_bool(0.8) { tokens.len().saturating_sub(2) } else { 0 };
            let used = dice.random_range(oldest..tokens.len());
            let answer = post("/auth/refresh", json!({ "refresh_token": tokens[used] })).await;
            let given = model.gives(used);
            let status = answer.status();
            assert_eq!(status, if given { 200 } else { 401 }, "seed {seed}, step {step}: {used}");
            if given {
                tokens.push(token(answer).await);
            }
        }
    }
}
