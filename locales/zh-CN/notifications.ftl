### 由 Rust 直接显示的内容：通知、托盘、浏览器支付后的页面

notification-paid = 已收到付款
notification-paid-body = { $amount } 已到账，感谢你的支付。
notification-paid-late = 已收到逾期付款
notification-paid-late-body = { $amount } 在订单结束后到账，全额有效。
notification-declined = 付款被拒绝
notification-declined-body = { $amount } 未支付成功，没有发生扣款，你可以重试。
notification-expired = 订单未支付
notification-expired-body = { $amount } 的订单已过期。之后到账的付款仍然有效。

tray-title = Billing Console
tray-credits = 剩余 { $count } 积分
tray-open = 等待付款 { $amount }
tray-show = 显示窗口
tray-quit = 退出

browser-return-title = 请返回 Billing Console
browser-return-text = 正在那里确认付款，你可以关闭此页面。
