# 价格、支付方式和订单的用语。

method-wechat-pay = 微信支付
method-alipay = 支付宝
method-paypal = PayPal
method-stripe = Stripe
method-sandbox = 测试钱包
provider = 支付渠道
method = 支付方式
pay-with = 支付方式
to-pay = 应付
reduction-price = 优惠价
reduction-promotion = 活动优惠
reduction-coupon = 优惠券
reduction-unused = 原套餐剩余
begins-later = 将在现有套餐包之后，于 { $date } 开始。
replaces = 当前套餐{ $plan }将随之结束。
replaces-days = { $count ->
   *[other] 当前套餐{ $plan }将随之结束，剩余 { $count } 天不再保留。
}

order-no = 订单号
order-no-copy = 复制订单号
order-number = 订单 { $number }
copied = 已复制
pay = 支付 { $amount }
pay-unknown = 支付
pay-rest = 支付余款
pay-cancel = 取消订单
pay-cancel-ask = 要取消这个订单吗？
    .text = 取消后将无法再付款。如果款项已在途中，仍会计入。
pay-cancel-keep = 保留
buy-admins-only = 只有公司管理员可以购买。
needs-connection = 需要联网

order-state-created = 已创建
order-state-awaiting-payment = 待支付
order-state-paid = 已支付
order-state-fulfilled = 已完成
order-state-expired = 已过期
order-state-cancelled = 已取消
order-state-fulfil-failed = 交付重试中
order-state-underpaid = 少付
order-state-overpaid = 多付
order-state-paid-late = 逾期到账
order-state-disputed = 争议中
order-state-refund-pending = 退款中
order-state-partially-refunded = 部分退款
order-state-refunded = 已退款
order-state-refund-failed = 退款失败
order-state-unknown = 未知

# Where money that came has ended.
place-order = { $amount } 计入本订单
    .staff = { $amount } 计入本订单
place-credit-balance = { $amount } 转入账户余额
    .staff = { $amount } 转入客户余额
place-refund = { $amount } 已退还
    .staff = { $amount } 已退还客户
place-held-for-support = { $amount } 由支持人员保管，将与你联系
    .staff = { $amount } 由支持人员保管

package-choose = 选择套餐包
package-days = { $count ->
   *[other] { $count } 天
}
package-endless = 长期有效
package-before = 原价：
package-none = 暂无套餐包
package-held = { $name } · 长期有效
package-held-days = { $count ->
    [0] { $name } · 今天到期
   *[other] { $name } · 剩余 { $count } 天
}
shop-closed = 尚未开放
    .text = 目前无法购买套餐包，已有的不受影响。
no-packages = 暂无可购套餐包
    .text = 服务目前没有提供套餐包。
agreement = 支付条款
agreement-accept = 付款即表示同意
