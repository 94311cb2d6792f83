### 由 Rust 直接显示的内容：通知、托盘、浏览器支付后的页面

notification-paid = 已收到付款
notification-paid-body = { $amount } 已到账，感谢你的支付。
notification-paid-late = 已收到逾期付款
notification-paid-late-body = { $amount } 在订单结束后到账，全额有效。
notification-declined = 付款被拒绝
notification-declined-body = { $amount } 未支付成功，没有发生扣款，你可以重试。
notification-expired = 订单未支付
notification-expired-body = { $amount } 的订单已过期。之后到账的付款仍然有效。

notification-short = 付款不足
notification-short-body = { $subject }还需支付 { $amount }。
notification-refunded = 退款已发出
notification-refunded-body = { $subject }的 { $amount } 已退款。
notification-renewal = { $subject }即将续订
notification-renewal-body = { $subject }有效期至 { $day }。
notification-grace = { $subject }尚未续订
notification-grace-body = { $subject }的续订尚未支付，还可以继续使用几天。
notification-past-due = { $subject }已逾期
notification-past-due-body = 支付续订后，{ $subject }即可继续使用。
notification-ended = { $subject }已结束
notification-ended-body = 你可以随时重新订阅{ $subject }。
notification-quota = 配额已使用 { $percent }%
notification-quota-body = 本月的{ $subject }已使用 { $percent }%。

tray-title = Billing Console
tray-credits = 剩余 { $count } 积分
tray-open = 等待付款 { $amount }
tray-show = 显示窗口
tray-quit = 退出

browser-return-title = 请返回 Billing Console
browser-return-text = 正在那里确认付款，你可以关闭此页面。
