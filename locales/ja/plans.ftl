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
