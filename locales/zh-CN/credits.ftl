# 每一笔积分变动及其后的余额。

credits-balance = 当前可用
credits-of-month = 本月共 { $total }
credits-ledger = 积分明细
credits-movement = 变动
credits-when = 时间
credits-amount = 积分
credits-after = 变动后余额
# $count 是已校验的笔数。
credits-verified = { $count ->
   *[other] 已校验全部 { $count } 笔
}
    .text = 每笔变动的指纹都包含上一笔的指纹。本机已全部重新计算，没有任何一笔被修改、删除或添加。
credits-coming = { $count ->
   *[other] 目前 { $count } 笔
}
    .text = 其余变动尚待获取，齐全后即进行校验。
credits-broken = 第 { $number } 笔变动与上一笔不符
    .text = 本机的明细与服务端封存的记录不一致。请将此编号告知支持人员；这里的显示不影响你的积分。

credit-earn = 获得
credit-spend = 使用
credit-expire = 过期
credit-refund = 退款
credit-adjust = 更正
credit-unknown = 变动

# What moved them, where the service says so.
credit-of-usage = { $date }用量
credit-of-month = { $month }积分
credit-unused = { $month }未使用的积分
credit-bought = 购买
credit-returned = 购买已退还

no-credits = 还没有积分变动
    .text = 每一笔获得或使用的积分及其后的余额都会显示在这里。
