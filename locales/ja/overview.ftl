# プラン、クレジット、対応が必要なこと。

plan = プラン
price = 料金
seats = オペレーター席
seats-included = { $count }席（プランに含む）
renews-on = 更新日
ends-on = 終了日
ended-on = 終了日
began-on = 開始日
scheduled = 変更予定
scheduled-change = { $date } から { $plan }
days-left = { $count ->
   *[other] 残り（日）
}

type-monthly = 月払い
type-yearly = 年払い
type-lifetime = 買い切り
type-package = パッケージ
price-monthly = { $price }／月
price-yearly = { $price }／年
price-lifetime = { $price }（一括）
price-package = { $price }／パッケージ

status-active = 有効
status-trialing = 試用中
status-grace = 猶予期間
status-past-due = 支払い遅延
status-paused = 一時停止中
status-cancel-scheduled = 解約予定
status-ends = { $date } に終了
status-cancelled = 解約済み
status-expired = 期限切れ

credits = クレジット
credits-available = 利用可能（全 { $total }）
credits-used = { $credits } 使用済み · { $percent }
credits-reset = { $date } にリセット
credits-granted = プランには毎月 { $quota } クレジットが含まれます。

included = プランの内容
account = アカウント

attention = 対応が必要
attention-past-due = お支払いが遅れています
    .text = まもなく利用できなくなる可能性があります。会社の管理者またはサポートにご連絡ください。
attention-grace = プランは猶予期間中です
    .text = 現在はすべて利用できます。お早めに更新してください。
attention-cancelled = プランは解約されました
attention-expired = プランの期限が切れました
attention-ended-text = クレジットと機能は利用できません。
attention-ending = { $count ->
    [0] プランは今日で終了します
   *[other] プランはあと{ $count }日で終了します
}
    .text = { $date } に終了し、自動更新されません。
attention-credits = クレジットを { $percent } 使用しました
    .text = 上位のプランでは月間クレジットが増えます。
attention-credits-gone = クレジットを使い切りました

no-subscription = プランはまだありません
    .text = プランを契約すると、残り日数、クレジット、機能がここに表示されます。

attention-order = 支払い待ちの注文があります
    .text = { $product }、{ $amount }
attention-order-open = 支払いを続ける
