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

webhook-side = 方向
webhook-side-received = 收到
webhook-side-sent = 发出
outbox-state = 状态
outbox-all = 全部状态
outbox-waiting = 等待中
outbox-delivered = 已送达
outbox-parked = 已搁置
receiver-marketing = 营销
receiver-analytics = 分析
receiver-alerts = 告警
receiver-mail = 电子邮件
no-outbox = 尚未发出任何内容
    .text = 服务告知营销、分析、告警群以及通过邮件告知客户的内容会显示在这里。未配置的接收方不会收到任何内容。
choose-outbox = 选择一条消息
    .text = 这里显示它发往何处、进展如何以及搁置的原因。
outbox-error = 未送达的原因
outbox-receiver = 发往
outbox-tries = 尝试次数
outbox-created = 发生于
outbox-next = 下次尝试
outbox-settled = 送达或搁置于
outbox-id = 接收方识别名
outbox-id-copy = 复制识别名
outbox-key = 只告知一次的依据
outbox-replay = 重新发送
outbox-replayed = 正在重新发送
