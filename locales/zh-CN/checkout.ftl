# 支付：从二维码到结束的对话框，以及始终可见的标签。

code = 付款二维码
amount-due = 应付金额
missing = 尚缺金额
bought = 购买内容
discount = 已优惠
ordered-at = 下单时间
change-method = 使用此方式
change = 更换

pay-starting = 正在准备付款
    .text = 正在向{ $method }获取付款码，尚未扣款。
pay-waiting = 等待支付
pay-scan = 请用{ $method }扫码，付款后此处会自动更新。
pay-scan-test = 打开测试钱包付款，不涉及真实资金。
pay-in-browser = 请在{ $method }页面付款，此处会自动更新。
pay-page = { $method }在浏览器页面中收款。
pay-code-ends = 二维码 { $seconds } 秒后到期，到期后付款同样有效。
pay-asking = 正在向{ $method }查询
pay-confirming = { $method }正在确认付款
    .text = 请勿重复付款，通常只需几秒。
pay-offline = 网络已断开，仍在关注
    .text = 现在付款也没关系，网络恢复后会立即查到。
pay-code-expired = 二维码已到期
    .text = 如已用它付款，仍然有效。要付款请更新二维码。
pay-declined = { $method }拒绝了这笔付款
    .text = 这一笔没有扣款。请重试或换一种支付方式；之后到账的付款同样有效。
pay-underpaid = 还差 { $missing }
    .text = 已收到 { $came }，计入本订单。
pay-paid = 付款成功
pay-paid-whole = 款项已全部计入本订单。
pay-paid-over = 付款多于应付金额，多出的部分仍归你所有。
pay-paid-late = 付款逾期到账，同样有效。
pay-paid-delivering = 正在为你开通，可以关闭此窗口。
pay-expired = 订单已过期
    .text = { $method }确认未付款，没有扣款。
pay-cancelled = 订单已取消
    .text = 没有扣款。如果之后仍有付款到账，会被查到并计入。
pay-returned = 款项将退还给您
    .text = 到账金额不足，订单未成立。款项将原路退回，可能需要几天。
pay-refused = 未能开始购买
    .text = 没有生成订单，也没有扣款。

pay-ask = 立即查询
pay-renew = 更新二维码
pay-open = 在浏览器中打开
pay-open-test = 打开测试钱包
pay-continue = 继续购买
pay-close-safe = 关闭窗口也不会错过付款结果
pay-watched-on = 将继续关注一天，以防付款仍在途中。
view-order = 查看订单
done = 完成
changed-product = 已购买
what-changed = 变更内容
money-went = 款项去向
now = 现为
valid-until = 有效期至
notice-paid = 已收到 { $amount }

chip-starting = 准备中
chip-waiting = 等待支付
chip-confirming = 确认中
chip-code-expired = 二维码已到期
chip-declined = 已被拒绝
chip-underpaid = 少付
chip-paid = 已支付
chip-expired = 订单已过期
chip-cancelled = 已取消
chip-returned = 已退回
chip-refused = 未开始
chip-no-network = 网络已断开
chip-others = { $count ->
   *[other] 另有 { $count } 笔
}
