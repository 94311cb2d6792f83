# 選べるプラン。

period = 支払いサイクル
period-missing = この支払いサイクルでは提供していません
per-monthly = ／月
per-yearly = ／年
per-lifetime = 買い切り
price-before = 月払いの場合：
prices-in = 表示通貨：{ $currencies }
saving-months = { $count ->
   *[other] { $count }か月分無料
}
saving-share = { $percent } お得

your-plan = 現在のプラン
popular = 一番人気

no-plans = 選べるプランがありません
    .text = 現在、サービスで提供しているプランはありません。

for-sale = 販売内容
packages = パッケージ
choose-plan = { $plan } を選ぶ
renew-plan = { $plan } を更新
purchase = { $plan } · { $period }
buy-needs-connection = 購入には接続が必要です。
coupon = クーポン
coupon-apply = 適用
coupon-withdraw = クーポンを外す
coupon-counts = { $code } を適用中
coupon-unknown = このクーポンはありません
coupon-not-yet = このクーポンはまだ使えません
coupon-expired = このクーポンは期限切れです
coupon-used-up = このクーポンは上限に達しました
coupon-used-by-you = このクーポンは使用済みです
coupon-not-for-this = このクーポンは対象外です
coupon-too-small = 金額がクーポンの条件に達していません
coupon-other-currency = このクーポンは別の通貨用です
