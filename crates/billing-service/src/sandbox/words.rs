//! The sentences of the sandbox's page.

/// Every sentence of one language.
pub struct Words {
    /// The heading.
    pub title: &'static str,
    /// That this is no real payment.
    pub no_money: &'static str,
    /// Before the order's number.
    pub order: &'static str,
    /// Before the amount.
    pub amount: &'static str,
    /// Before how it stands.
    pub state: &'static str,
    /// Nothing has been paid.
    pub open: &'static str,
    /// Everything has been paid.
    pub paid: &'static str,
    /// Some has been paid.
    pub partly_paid: &'static str,
    /// It was declined.
    pub declined: &'static str,
    /// It was closed; it is taken all the same, as late money.
    pub closed: &'static str,
    /// A payment is to come.
    pub to_come: &'static str,
    /// The buttons.
    pub pay: &'static str,
    /// The bank refuses.
    pub decline: &'static str,
    /// Everything else that can happen.
    pub more: &'static str,
    /// Three minutes from now.
    pub late: &'static str,
    /// Two payments at once.
    pub twice: &'static str,
    /// Half of it.
    pub too_little: &'static str,
    /// Half as much again.
    pub too_much: &'static str,
    /// Nobody is told.
    pub lose_notice: &'static str,
    /// What the fields below are for.
    pub own: &'static str,
    /// The field of the seconds.
    pub notice_after: &'static str,
    /// There is nothing left to do.
    pub done: &'static str,
}

/// The sentences of this language.
pub fn of(locale: &str) -> &'static Words {
    match locale {
        "zh-CN" => &CHINESE,
        "ja" => &JAPANESE,
        _ => &ENGLISH,
    }
}

const ENGLISH: Words = Words {
    title: "Sandbox payment",
    no_money: "This is a test. No money is moved.",
    order: "Order",
    amount: "Amount",
    state: "Status",
    open: "Waiting for payment",
    paid: "Paid",
    partly_paid: "Partly paid",
    declined: "Declined",
    closed: "Closed – a payment now arrives late",
    to_come: "A payment arrives in a few minutes",
    pay: "Pay",
    decline: "Decline",
    more: "Try what can go wrong",
    late: "Pay in 3 minutes, after the code has run out",
    twice: "Pay twice",
    too_little: "Pay too little",
    too_much: "Pay too much",
    lose_notice: "Pay, but lose the notice",
    own: "An amount and a delay of your own",
    notice_after: "Notice after seconds",
    done: "You can close this page.",
};

const CHINESE: Words = Words {
    title: "沙箱支付",
    no_money: "这是测试,不会产生真实扣款。",
    order: "订单号",
    amount: "金额",
    state: "状态",
    open: "等待支付",
    paid: "已支付",
    partly_paid: "已部分支付",
    declined: "已拒绝",
    closed: "已关闭——此时支付将视为延迟到账",
    to_come: "款项将在几分钟后到账",
    pay: "支付",
    decline: "拒绝",
    more: "试试各种意外情况",
    late: "3 分钟后(二维码过期后)支付",
    twice: "重复支付",
    too_little: "少付",
    too_much: "多付",
    lose_notice: "支付,但丢失通知",
    own: "自定义金额与延迟",
    notice_after: "几秒后通知",
    done: "可以关闭此页面了。",
};

const JAPANESE: Words = Words {
    title: "サンドボックス決済",
    no_money: "これはテストです。実際の支払いは発生しません。",
    order: "注文番号",
    amount: "金額",
    state: "状態",
    open: "支払い待ち",
    paid: "支払い済み",
    partly_paid: "一部支払い済み",
    declined: "拒否されました",
    closed: "終了 – 今支払うと遅延入金になります",
    to_come: "数分後に入金されます",
    pay: "支払う",
    decline: "拒否する",
    more: "起こりうる問題を試す",
    late: "3 分後(コードの期限切れ後)に支払う",
    twice: "二重に支払う",
    too_little: "少なく支払う",
    too_much: "多く支払う",
    lose_notice: "支払うが通知を失う",
    own: "金額と遅延を指定",
    notice_after: "通知までの秒数",
    done: "このページを閉じてかまいません。",
};
