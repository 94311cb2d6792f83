# 运营人员看到的支付渠道通知。

outcome = 结果
outcome-all = 全部结果
outcome-started = 处理中
outcome-applied = 已入账
outcome-nothing-new = 无新内容
outcome-ignored = 已忽略
outcome-refused = 已拒绝
outcome-failed = 失败
no-webhooks = 还没有通知
    .text = 支付渠道发来的内容及处理结果都会记录在这里。
choose-webhook = 选择一条通知
    .text = 这里会显示内容和处理结果。
webhook-deliveries = { $count ->
   *[other] 收到 { $count } 次
}
webhook-provider = 来源
webhook-event-id = 事件编号
webhook-event-id-copy = 复制事件编号
webhook-received = 首次收到
webhook-processed = 最近处理
webhook-came = 投递次数
webhook-error = 失败原因
webhook-body = 原始内容（个人信息已遮盖）
webhook-replay = 重新处理
webhook-replayed = 已重新处理通知
