# 服务通过电子邮件写给客户的内容。
mail-greeting = { $name }，你好：
mail-order = 订单号：{ $order }
mail-where = 详情请在 Billing Console 中查看。
mail-foot = { $seller } · 本邮件与你的账户有关，由系统自动发送。

mail-payment-received-subject = 已收到付款：{ $subject }
mail-payment-received-body = 我们已收到你为{ $subject }支付的 { $amount }。感谢你的支持。
mail-payment-late-subject = 迟到的付款已生效：{ $subject }
mail-payment-late-body = 你为{ $subject }支付的 { $amount } 在订单结束后到账。付款依然有效，所购内容已归你使用。
mail-payment-short-subject = 付款不足：{ $subject }
mail-payment-short-body = { $subject }还需支付 { $amount }。已支付的金额会为此订单保留。
mail-payment-failed-subject = 付款失败：{ $subject }
mail-payment-failed-body = 你为{ $subject }支付的 { $amount } 被拒绝。没有扣款，你可以重试或更换支付方式。
mail-renewal-in-7-days-subject = { $subject }将在 7 天后续订
mail-renewal-in-7-days-body = 你的订阅{ $subject }有效期至 { $day }。如需继续使用，请在此之前支付续订订单。
mail-renewal-in-3-days-subject = { $subject }将在 3 天后续订
mail-renewal-in-3-days-body = 你的订阅{ $subject }有效期至 { $day }。如需继续使用，请在此之前支付续订订单。
mail-renewal-tomorrow-subject = { $subject }将于明天续订
mail-renewal-tomorrow-body = 你的订阅{ $subject }有效期至 { $day }。如需继续使用，请在今天支付续订订单。
mail-grace-began-subject = { $subject }尚未续订
mail-grace-began-body = 你的订阅{ $subject }已于 { $day } 到期，续订尚未支付。你还可以继续使用几天。
mail-past-due-subject = { $subject }已逾期
mail-past-due-body = { $subject }的续订仍未支付，已暂停使用。支付后即可继续。
mail-subscription-ended-subject = { $subject }已结束
mail-subscription-ended-body = 你的订阅{ $subject }已结束。你可以随时重新订阅。
mail-quota-reached-subject = 配额已使用 { $percent }%：{ $subject }
mail-quota-reached-body = 你本月的{ $subject }配额已使用 { $percent }%。
