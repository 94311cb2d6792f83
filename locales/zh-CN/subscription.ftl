# 订阅的全过程：当前状态、接下来的变化，以及可以做的操作。

your-subscription = 我的订阅
period-of = 周期
trial-period = 试用期
paid-until = 已付至
was-paid-until = 曾付至
paused-until = 暂停至
renewal-waits = 下一周期的订单已生成，请在本周期结束前支付。
past-due-unpaid = 下一周期已开始，但订单尚未支付。
past-due-declined = 支付渠道拒绝了下一周期的付款。
past-due-not-ordered = 下一周期没有订单：该套餐目前没有价格。
past-due-unknown = 下一周期尚未付款。
standing-grace = 几天内所有功能仍可使用。
standing-past-due = 付款前无法使用；如一直未付，订阅将终止。
renew-now = 续订…
subscribe-again = 重新订阅…
pause-plan = 暂停…
cancel-plan = 取消套餐…
change-to-plan = 更换为{ $plan }
try-plan = { $count ->
   *[other] 试用 { $count } 天
}
hindrance-paused = 请先恢复套餐。
hindrance-kept-first = 撤销取消后才能续订。
hindrance-lifetime = 永久套餐只能更换为更高的永久套餐。
hindrance-held = 你已永久拥有该套餐。
hindrance-not-now = 当前订阅状态下无法选择。

change-begins = 开始
change-begins-paid = { $date }，付款后生效
change-until = 至
change-line-reduction = 优惠 · { $name }
change-line-left = { $plan }剩余部分
change-line-unused = { $plan }剩余 { $days } / { $of } 天，共 { $amount }
to-pay-now = 现在应付
change-to-balance = 超出价格的剩余 { $amount } 将转入账户余额。
change-due-later = 第一个周期的 { $amount } 应于 { $date } 支付。订单会提前一周生成，不会自动扣款。
trial-due-later = 现在无需付款。如要继续使用，{ $amount } 应于 { $date } 支付。
change-now = 立即更换
change-on = { $date } 更换
trial-begin = 开始试用
change-scheduled = { $plan }将于 { $date } 开始
change-done = 现在使用的是{ $plan }

cancel-title = 要取消{ $plan }吗？
cancel-when = 何时结束
cancel-when-period-end = 到期时
cancel-when-now = 立即
cancel-usable = 可以使用到 { $date }。
cancel-no-renewal = 不再续订，也不再收费。在此之前可以撤销。
cancel-at-once = 今天结束，之后无法使用。
cancel-lost = { $count ->
   *[other] 剩余的 { $count } 天不再保留。
}
cancel-back = 其中 { $amount } 将转入账户余额。
cancel-nothing = 没有剩余，因此没有退回。
cancel-nothing-unpaid = 这些天数并非在此付款，因此没有退回。
cancel-nothing-lifetime = 永久套餐没有剩余天数，因此没有退回。
cancel-reason = 原因
cancel-reason-none = 不便说明
cancel-reason-too-expensive = 价格太高
cancel-reason-missing-features = 缺少需要的功能
cancel-reason-not-used = 使用得不多
cancel-reason-switching = 改用其他产品
cancel-reason-other = 其他
cancel-comment = 补充说明（选填）
cancel-keep = 保留套餐
cancel-do-period-end = 到期取消
cancel-do-now = 立即结束
cancel-now-for = 立即结束，退回 { $amount }
cancel-done = 套餐已结束
cancel-done-later = 套餐将在周期结束时终止

pause-title = 暂停{ $plan }
pause-until = 暂停至
pause-wrong = 请选择 { $first } 至 { $last } 之间的日期
pause-from-today = 从今天起暂停，期间无法使用。
pause-goes-on = { $date } 自动恢复。
pause-moves-end = 暂停的天数会顺延：之后已付至 { $date }。
pause-do = 暂停至 { $date }
pause-done = 已暂停至 { $date }

take-back-pause = 立即恢复
take-back-pause-text = 今天起恢复；未暂停的天数会从结束日期中扣回。
take-back-cancellation = 撤销取消
take-back-cancellation-text = 将再次续订；下一周期的订单会在结束前一周生成。
take-back-change = 撤销更换
take-back-change-text = 不再更换为{ $next }：{ $plan }按原样续订。
take-back-paid-until = 已付至 { $date }。
taken-back-pause = 套餐已恢复
taken-back-cancellation = 套餐将再次续订
taken-back-change = 已撤销更换
