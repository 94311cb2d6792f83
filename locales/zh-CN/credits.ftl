# 每一笔积分变动及其后的余额。

credits-balance = 当前可用
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
credits-broken-why = 本机的明细与服务端封存的记录不一致。请将此编号告知支持人员；这里的显示不影响你的积分。

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

credits-owed = 欠 { $credits } 积分
    .text = 已使用的积分被退款。之后获得的积分将先用于抵扣；抵清之前无法使用积分。
credits-view = 显示内容
credits-view-balance = 余额
credits-view-movements = 明细
credits-broken-missing = 第 { $number } 笔变动缺失
credits-broken-altered = 第 { $number } 笔变动与上一笔不符
credits-broken-replaced = 第 { $number } 笔变动已不是原来的那一笔
credits-broken-show = 查看位置

grants = 剩余积分
grant-left = { $left } / { $amount }
grant-ends = 有效至 { $date }
grant-endless = 长期有效
grant-first = 优先使用
grant-plan = 每月积分
grant-top-up = 积分包
grant-gift = 赠送
grant-refund = 退还
grant-operator = 由运营方发放
grant-unknown = 积分
no-grants = 没有可用的积分。

outlook = 可用多久
# $count is how many days they still last, the present one not counted.
outlook-runs-out = { $count ->
    [0] 预计明天（{ $date }）用完
   *[other] 预计 { $date }用完，还可用 { $count } 天
}
outlook-lasts = 至少够用一年
outlook-daily = 按最近 { $days } 天平均每天 { $credits }
outlook-today = 今天
outlook-nothing-spent = 最近 90 天没有使用积分，无法预测。

packs = 充值积分
pack-valid = 有效期 { $days } 天
pack-endless = 长期有效
buy-pack = 购买
buy-pack-of = 购买{ $pack }
no-packs = 目前没有在售的积分包。

rule = 自动充值
rule-on = 已开启
rule-off = 已关闭
    .text = 积分不足时，可以自动下单购买积分包。
rule-says = 剩余积分少于 { $below } 时，自动下单：{ $pack }
rule-pack-gone = 已下架的积分包
rule-limit = 每月最多 { $count } 单
rule-limit-amount = · 最多 { $amount }
rule-ordered = { $count ->
    [0] 本月尚未下单
   *[other] 本月已下 { $count } 单
}
rule-paid-by-you = 每笔订单都由你付款后生效，不会自动扣款。
rule-newest = 查看最新订单
rule-change = 修改
rule-set-up = 设置
rule-is-on = 自动下单购买积分包
rule-below = 剩余积分少于
rule-pack = 购买的积分包
rule-most = 每月最多下单次数
rule-most-amount = 每月最多 { $amount }
rule-count = 请输入 1 到 { $most } 之间的整数
rule-save = 保存
rule-saved = 规则已保存

fit = 各套餐的费用对比
    .text = 按你 { $period }的实际用量计算：套餐加上所需积分包的费用，在本机算出。
fit-plan = 套餐
fit-missing = 需补积分
fit-cost = 费用
fit-current = 当前套餐
fit-cheapest = 最省
fit-none = 无
fit-no-packs = 没有合适的积分包

redeem = 兑换礼品码
redeem-code = 礼品码
    .text = 16 位字母和数字；不区分大小写，空格和短横线可省略。
redeem-button = 兑换
redeemed = 此兑换码带来了 { $credits } 积分
    .text = 兑换时间：{ $moment }。每个兑换码只计一次，重复输入不会有变化。

# For operators: gift codes, and putting credits right.
gift-codes = 礼品码
gift-code = 礼品码
gift-became = 状态
gift-open = 未兑换
gift-redeemed = 已兑换
gift-over = 已过期
gift-note = 备注
    .text = 用途说明，客户看不到。
gift-made = 创建时间
no-codes = 还没有礼品码
    .text = 在这里创建的礼品码，兑换后可获得积分。
make-codes = 创建礼品码
codes-amount = 每个礼品码的积分
codes-count = 数量
codes-days = 积分有效天数
    .text = 留空则长期有效。
codes-before = 最后兑换日
codes-make = 创建 { $count } 个，共 { $credits } 积分
codes-made = 以下是 { $count } 个礼品码，仅显示这一次，之后只保留末尾几位。
codes-copy = 全部复制
adjust = 更正积分
adjust-customer = 查找客户
adjust-another = 选择其他客户
adjust-give = 增加
adjust-take = 扣除
adjust-give-credits = 增加 { $credits } 积分
adjust-take-credits = 扣除 { $credits } 积分
adjust-reason = 原因
    .text = 客户会在明细中看到。
adjusted = 已更正{ $customer }的积分
    .text = 当前余额 { $balance }。
