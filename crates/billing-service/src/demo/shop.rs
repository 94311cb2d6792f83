//! What the demonstration has for sale, with coupons in every state.

use super::{customer_id, noise};
use crate::store::{
    DemonstrationDiscount, DemonstrationPack, DemonstrationPackage, DemonstrationReport,
    DemonstrationShop, TakesOff,
};
use billing_contract::Currency;
use chrono::{DateTime, Days, Utc};

/// Everything that is for sale beside the plans, as of `now`.
pub fn make(now: DateTime<Utc>) -> DemonstrationShop {
    DemonstrationShop {
        packages: packages(),
        explanation: EXPLANATION.to_vec(),
        agreement: AGREEMENT.to_vec(),
        reports: vec![DemonstrationReport {
            code: "usage-audit",
            names: vec![
                ("en", "Usage audit"),
                ("zh-CN", "用量审计报告"),
                ("ja", "利用状況監査レポート"),
            ],
            prices: vec![(Currency::CNY, 39_900), (Currency::USD, 5_900), (Currency::JPY, 7_980)],
        }],
        credit_packs: credit_packs().to_vec(),
        discounts: discounts(now),
        saved_at: now,
        saved_by: "Ingrid Bauer",
    }
}

/// The identifier of a package.
pub fn package_id(code: &str) -> String {
    noise::id(&["package", code])
}

fn packages() -> Vec<DemonstrationPackage> {
    let package = |code, days, original_minor, current_minor, texts: [_; 3]| {
        let id = package_id(code);
        DemonstrationPackage { id, days, original_minor, current_minor, texts: texts.to_vec() }
    };
    vec![
        package(
            "starter-year",
            365,
            358_800,
            299_000,
            [
                ("en", "Starter, year", "5 agent seats, chat and e-mail channels."),
                ("zh-CN", "入门版 · 一年", "5 个坐席,聊天与邮件渠道。"),
                ("ja", "スターター(1年)", "5 席、チャットとメール。"),
            ],
        ),
        package(
            "pro-year",
            365,
            1_198_800,
            999_000,
            [
                (
                    "en",
                    "Pro, year",
                    "15 agent seats, voice channel. Two months free against monthly payment.",
                ),
                ("zh-CN", "专业版 · 一年", "15 个坐席,语音渠道。比按月省两个月。"),
                ("ja", "プロ(1年)", "15 席、音声。月払いより2か月分お得。"),
            ],
        ),
        package(
            "business-year",
            365,
            3_598_800,
            2_999_000,
            [
                ("en", "Business, year", "50 agent seats, single sign-on."),
                ("zh-CN", "企业版 · 一年", "50 个坐席,单点登录。"),
                ("ja", "ビジネス(1年)", "50 席、シングルサインオン。"),
            ],
        ),
        package(
            "pro-month",
            30,
            99_900,
            99_900,
            [
                ("en", "Pro, month", "15 agent seats, voice channel."),
                ("zh-CN", "专业版 · 一个月", "15 个坐席,语音渠道。"),
                ("ja", "プロ(1か月)", "15 席、音声。"),
            ],
        ),
        package(
            "onboarding",
            0,
            24_900,
            19_900,
            [
                (
                    "en",
                    "Onboarding",
                    "A specialist sets up your agents with you. Does not run out.",
                ),
                ("zh-CN", "启用服务", "专家与您一起配置坐席,长期有效。"),
                ("ja", "導入支援", "専門家が設定をお手伝いします。期限はありません。"),
            ],
        ),
    ]
}

fn credit_packs() -> [DemonstrationPack; 2] {
    [
        DemonstrationPack {
            id: "credits-10k",
            credits: 10_000,
            valid_days: Some(365),
            names: [
                ("en", "10,000 credits"),
                ("zh-CN", "10,000 积分"),
                ("ja", "10,000 クレジット"),
            ],
            prices: [(Currency::CNY, 24_900), (Currency::USD, 3_900), (Currency::JPY, 4_980)],
        },
        DemonstrationPack {
            id: "credits-50k",
            credits: 50_000,
            valid_days: Some(365),
            names: [
                ("en", "50,000 credits"),
                ("zh-CN", "50,000 积分"),
                ("ja", "50,000 クレジット"),
            ],
            prices: [(Currency::CNY, 109_900), (Currency::USD, 16_900), (Currency::JPY, 21_800)],
        },
    ]
}

fn discounts(now: DateTime<Utc>) -> Vec<DemonstrationDiscount> {
    let coupon = |code: &'static str, takes_off, names: [(&'static str, &'static str); 3]| {
        DemonstrationDiscount {
            id: noise::id(&["coupon", code]),
            code: Some(code),
            takes_off,
            currency: None,
            least_minor: None,
            starts_at: None,
            ends_at: None,
            limit_in_all: None,
            limit_per_customer: None,
            for_kinds: Vec::new(),
            used_by: Vec::new(),
            names: names.to_vec(),
        }
    };
    let tenth = TakesOff::BasisPoints(1_000);
    let quarter = TakesOff::BasisPoints(2_500);
    vec![
        DemonstrationDiscount {
            limit_per_customer: Some(1),
            ..coupon(
                "WELCOME10",
                tenth,
                [("en", "Welcome"), ("zh-CN", "新客优惠"), ("ja", "ようこそ割引")],
            )
        },
        DemonstrationDiscount {
            currency: Some(Currency::CNY),
            least_minor: Some(50_000),
            ..coupon(
                "SAVE50",
                TakesOff::Minor(5_000),
                [("en", "50 yuan off"), ("zh-CN", "立减 50 元"), ("ja", "50元引き")],
            )
        },
        DemonstrationDiscount {
            for_kinds: vec!["plan"],
            ..coupon(
                "PLAN25",
                quarter,
                [("en", "A quarter off plans"), ("zh-CN", "套餐七五折"), ("ja", "プラン25%引き")],
            )
        },
        DemonstrationDiscount {
            ends_at: Some(now - Days::new(30)),
            ..coupon(
                "SPRING25",
                quarter,
                [("en", "Spring sale"), ("zh-CN", "春季优惠"), ("ja", "春のセール")],
            )
        },
        DemonstrationDiscount {
            starts_at: Some(now + Days::new(30)),
            ..coupon(
                "SOON25",
                quarter,
                [("en", "Coming soon"), ("zh-CN", "即将开始"), ("ja", "まもなく開始")],
            )
        },
        DemonstrationDiscount {
            limit_in_all: Some(1),
            used_by: vec![customer_id("yunfan")],
            ..coupon(
                "FIRST1",
                quarter,
                [("en", "For the first one"), ("zh-CN", "仅限首位"), ("ja", "先着1名様")],
            )
        },
        DemonstrationDiscount {
            id: noise::id(&["promotion", "reports"]),
            code: None,
            for_kinds: vec!["report"],
            ..coupon(
                "",
                tenth,
                [("en", "Report week"), ("zh-CN", "报告优惠周"), ("ja", "レポート週間")],
            )
        },
    ]
}

const EXPLANATION: [(&str, &str); 3] = [
    (
        "en",
        "<h3>How renewals work</h3><p>A renewal adds its days to the end of the current term. \
         Credits that were not used do not carry over. Invoices are issued within one minute of \
         payment.</p>",
    ),
    (
        "zh-CN",
        "<h3>续费说明</h3><p>续费的天数加在当前有效期之后。未使用的积分不结转。\
         付款后一分钟内开具发票。</p>",
    ),
    (
        "ja",
        "<h3>更新について</h3><p>更新日数は現在の期間の終わりに加算されます。\
         未使用のクレジットは繰り越されません。請求書はお支払いから1分以内に発行されます。</p>",
    ),
];

const AGREEMENT: [(&str, &str); 3] = [
    (
        "en",
        "<h3>What you buy</h3><p>A package of days or a plan, at the price shown when you order. \
         The price of an order that waits for its payment does not change.</p>\
         <h3>How you pay</h3><p>By the methods shown. A payment that arrives after an order has run \
         out still counts, and is delivered like any other.</p>\
         <h3>Money back</h3><p>What comes beyond the price is put into your balance. Refunds are \
         made to the method you paid by.</p>",
    ),
    (
        "zh-CN",
        "<h3>购买内容</h3><p>按下单时显示的价格购买天数套餐或订阅方案。待支付订单的价格不会改变。</p>\
         <h3>支付方式</h3><p>以页面显示的方式支付。订单过期后到账的付款同样有效,并照常生效。</p>\
         <h3>退款</h3><p>超出价格的部分计入您的余额。退款退回原支付方式。</p>",
    ),
    (
        "ja",
        "<h3>ご購入内容</h3><p>ご注文時に表示された価格の日数パックまたはプランです。\
         お支払い待ちの注文の価格は変わりません。</p>\
         <h3>お支払い方法</h3><p>表示された方法でお支払いください。注文の期限後に届いたお支払いも有効で、\
         通常どおり提供されます。</p>\
         <h3>返金</h3><p>価格を超えた分は残高に加算されます。返金はお支払いの方法に対して行われます。</p>",
    ),
];
