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

for-sale = 可购内容
packages = 套餐包
choose-plan = 选择{ $plan }
renew-plan = 续订{ $plan }
purchase = { $plan } · { $period }
buy-needs-connection = 购买需要联网。
coupon = 优惠券
coupon-apply = 使用
coupon-withdraw = 移除优惠券
coupon-counts = { $code } 已生效
coupon-unknown = 没有这个优惠券
coupon-not-yet = 该优惠券尚未生效
coupon-expired = 该优惠券已过期
coupon-used-up = 该优惠券已被领完
coupon-used-by-you = 你已用过该优惠券
coupon-not-for-this = 该优惠券不适用于此商品
coupon-too-small = 金额未达到优惠券要求
coupon-other-currency = 该优惠券适用于其他币种
