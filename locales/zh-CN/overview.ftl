# 套餐、积分和需要处理的事项。

plan = 套餐
price = 价格
seats = 坐席
seats-included = 包含 { $count } 个
renews-on = 续费日期
ends-on = 到期日期
ended-on = 结束
began-on = 开通日期
scheduled = 变更
scheduled-change = { $date } 起为{ $plan }
days-left = { $count ->
   *[other] 剩余天
}

type-monthly = 月付
type-yearly = 年付
type-lifetime = 永久
type-package = 积分包
price-monthly = { $price } / 月
price-yearly = { $price } / 年
price-lifetime = { $price }，一次性付费
price-package = { $price } / 份

status-active = 生效中
status-trialing = 试用中
status-grace = 宽限期
status-past-due = 已逾期
status-paused = 已暂停
status-cancel-scheduled = 已取消
status-ends = { $date } 到期
status-cancelled = 已取消
status-expired = 已过期

credits = 积分
credits-available = 可用 / 共 { $total }
credits-used = 已用 { $credits } · { $percent }
credits-reset = { $date } 重置
credits-granted = 套餐每月包含 { $quota } 积分。

included = 套餐包含
account = 账户

attention = 需要处理
attention-past-due = 有一笔付款已逾期
    .text = 支付下一周期前无法使用。
    .declined = 支付渠道拒绝了付款。支付下一周期前无法使用。
    .not-ordered = 下一周期没有订单，请联系我们的支持人员。
attention-grace = 套餐处于宽限期
    .text = 所有功能仍可使用，请及时支付下一周期。
    .declined = 支付渠道拒绝了付款。几天内所有功能仍可使用。
attention-cancelled = 套餐已取消
attention-expired = 套餐已过期
attention-ended-text = 积分和功能已不可用。
attention-ending = { $count ->
    [0] 套餐今天到期
   *[other] 套餐将在 { $count } 天后到期
}
    .text = 将于 { $date } 到期，不会自动续费。
attention-trial = { $count ->
    [0] 试用今天结束
   *[other] 试用将在 { $count } 天后结束
}
    .text = 将于 { $date } 结束。支付第一个周期即可保留套餐。
attention-scheduled = 套餐将于 { $date } 更换
    .text = 届时更换为{ $plan }。
attention-renewal = { $count ->
    [0] 套餐今天续订
   *[other] 套餐将在 { $count } 天后续订
}
    .text = 下一周期的订单等待支付。
attention-scheduled-open = 查看
attention-credits = 积分已用 { $percent }
    .text = 升级套餐可获得更多每月积分。
attention-credits-gone = 积分已用完

no-subscription = 还没有套餐
    .text = 开通套餐后，剩余天数、积分和功能会显示在这里。

attention-order = 有订单待支付
    .text = { $product }，{ $amount }
attention-order-open = 继续支付

attention-invoice = 发票 { $number } 已逾期
    .text = { $amount }，应于 { $date } 前支付
attention-invoices = { $count } 张发票已逾期
    .text = 合计 { $amount }
attention-due = { $days ->
    [0] 发票 { $number } 今天到期
    [1] 发票 { $number } 明天到期
   *[other] 发票 { $number } 将于 { $days } 天后到期
}
    .text = { $amount }，应于 { $date } 前支付
attention-dues = { $count } 张发票将在一周内到期
    .text = 合计 { $amount }，最早的一张应于 { $date } 前支付
attention-invoice-open = 查看
attention-quota = { $product }已用到月配额的 { $percent }
    .text = 本月已用 { $used } / { $quota }
attention-quota-gone = { $product }的月配额已用完
attention-level = { $product }已占用 { $percent }
    .text = 本月同时最多占用 { $used } / { $quota } { $unit }
attention-quota-runs-out = 按当前速度 { $date } 用完

usage-month = 本月用量
usage-details = 查看明细
usage-trend = { $product }最近 12 周的走势
usage-used-of = { $used } / { $quota } { $unit }
usage-more = 较 { $days } { $percent }

invoices-latest = 最近发票
invoices-all = 全部 { $count } 张
invoice-draft = 草稿
invoice-due = { $date } 到期
invoice-overdue = 已逾期
invoice-processing = 处理中
invoice-partially-paid = 部分支付
invoice-paid = 已支付
invoice-credit-note = 红字发票
invoice-void = 已作废
invoice-uncollectible = 已核销
invoice-unknown = 未知
