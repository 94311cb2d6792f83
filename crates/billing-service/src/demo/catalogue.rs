//! The plans on offer and what usage is counted of.

use super::noise;
use crate::store::{DemonstrationPlan, DemonstrationProduct};
use billing_contract::{Currency, FeatureValue};

/// What usage is counted of.
pub const PRODUCTS: [DemonstrationProduct; 4] = [
    product("ai_chat", ["AI chat", "AI 对话", "AI チャット"], "message", 1, false),
    product("email", ["E-mail", "电子邮件", "メール"], "email", 1, false),
    product("agent_seats", ["Seats", "坐席", "シート"], "seat", 25, true),
    product("voice", ["Voice", "语音", "音声通話"], "minute", 4, false),
];

const fn product(
    code: &'static str,
    [english, chinese, japanese]: [&'static str; 3],
    unit: &'static str,
    credits_per_unit: i64,
    is_level: bool,
) -> DemonstrationProduct {
    let names = [("en", english), ("zh-CN", chinese), ("ja", japanese)];
    DemonstrationProduct { code, names, unit, credits_per_unit, is_level }
}

/// A year costs ten months.
const TRIAL_DAYS: i64 = 14;
const MONTHS_PAID_A_YEAR: i64 = 10;

/// The identifier of a plan.
pub fn plan_id(code: &str) -> String {
    noise::id(&["plan", code])
}

/// The name of a plan in a language.
pub fn plan_name(code: &str, locale: &str) -> &'static str {
    let plan = plans().into_iter().find(|plan| plan.code == code);
    let texts = plan.into_iter().flat_map(|plan| plan.texts);
    let named = texts.into_iter().find(|(language, ..)| *language == locale);
    named.map_or("", |(_, name, _)| name)
}

/// Starter, Pro and Business.
pub fn plans() -> Vec<DemonstrationPlan> {
    let starter = Draft {
        code: "starter",
        texts: [
            ("en", "Starter", "For a first team"),
            ("zh-CN", "入门版", "适合第一个团队"),
            ("ja", "スターター", "はじめてのチームに"),
        ],
        a_month: [(Currency::CNY, 29_900), (Currency::USD, 4_900), (Currency::JPY, 5_980)],
        for_good: Some([
            (Currency::CNY, 899_000),
            (Currency::USD, 149_000),
            (Currency::JPY, 179_400),
        ]),
        quotas: [20_000, 12_000, 6_000, 5],
        voice: false,
        single_sign_on: false,
    };
    let pro = Draft {
        code: "pro",
        texts: [
            ("en", "Pro", "For a growing support desk"),
            ("zh-CN", "专业版", "适合成长中的客服团队"),
            ("ja", "プロ", "成長するサポート部門に"),
        ],
        a_month: [(Currency::CNY, 99_900), (Currency::USD, 14_900), (Currency::JPY, 19_800)],
        for_good: Some([
            (Currency::CNY, 2_999_000),
            (Currency::USD, 449_000),
            (Currency::JPY, 594_000),
        ]),
        quotas: [50_000, 32_000, 12_000, 15],
        voice: true,
        single_sign_on: false,
    };
    let business = Draft {
        code: "business",
        texts: [
            ("en", "Business", "For several teams and regions"),
            ("zh-CN", "企业版", "适合多团队与多地区"),
            ("ja", "ビジネス", "複数のチームと地域に"),
        ],
        a_month: [(Currency::CNY, 299_900), (Currency::USD, 44_900), (Currency::JPY, 59_800)],
        for_good: None,
        quotas: [200_000, 130_000, 50_000, 50],
        voice: true,
        single_sign_on: true,
    };
    (1..).zip([starter, pro, business]).map(|(position, draft)| draft.finish(position)).collect()
}

struct Draft {
    code: &'static str,
    texts: [(&'static str, &'static str, &'static str); 3],
    a_month: [(Currency, i64); 3],
    for_good: Option<[(Currency, i64); 3]>,
    /// Credits, AI chat, e-mail, seats.
    quotas: [i64; 4],
    voice: bool,
    single_sign_on: bool,
}

impl Draft {
    fn finish(self, position: i64) -> DemonstrationPlan {
        let mut prices = Vec::new();
        for (currency, amount) in self.a_month {
            prices.push((currency, "monthly", amount));
            prices.push((currency, "yearly", amount * MONTHS_PAID_A_YEAR));
        }
        let for_good = self.for_good.into_iter().flatten();
        prices.extend(for_good.map(|(currency, amount)| (currency, "lifetime", amount)));
        let [credits_monthly, ai_chat, email, seats] = self.quotas;
        DemonstrationPlan {
            id: plan_id(self.code),
            code: self.code,
            position,
            credits_monthly,
            is_popular: self.code == "business",
            trial_days: if self.code == "starter" { TRIAL_DAYS } else { 0 },
            texts: self.texts.to_vec(),
            prices,
            features: vec![
                ("ai_chat_quota", FeatureValue::Quota(ai_chat)),
                ("email_quota", FeatureValue::Quota(email)),
                ("agent_seats", FeatureValue::Quota(seats)),
                ("invoice_archive", FeatureValue::Included(true)),
                ("usage_export", FeatureValue::Included(true)),
                ("voice_channel", FeatureValue::Included(self.voice)),
                ("single_sign_on", FeatureValue::Included(self.single_sign_on)),
            ],
        }
    }
}
