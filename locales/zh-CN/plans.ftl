# 可选套餐。

period = 付费周期
period-missing = 不提供此付费周期
per-monthly = / 月
per-yearly = / 年
per-lifetime = 一次性付费
price-before = 按月付费：
prices-in = 价格币种：{ $currencies }
saving-months = { $count ->
   *[other] 免 { $count } 个月
}
saving-share = 省 { $percent }

your-plan = 当前套餐
popular = 最受欢迎

no-plans = 暂无可选套餐
    .text = 服务目前没有提供套餐。
