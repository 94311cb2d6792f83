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
    .text = 次の期間のお支払いまで利用できません。
    .declined = 決済事業者に支払いが拒否されました。次の期間のお支払いまで利用できません。
    .not-ordered = 次の期間の注文がありません。サポートにご連絡ください。
attention-grace = プランは猶予期間中です
    .text = 現在はすべて利用できます。次の期間をお早めにお支払いください。
    .declined = 決済事業者に支払いが拒否されました。数日間はすべて利用できます。
attention-cancelled = プランは解約されました
attention-expired = プランの期限が切れました
attention-ended-text = クレジットと機能は利用できません。
attention-ending = { $count ->
    [0] プランは今日で終了します
   *[other] プランはあと{ $count }日で終了します
}
    .text = { $date } に終了し、自動更新されません。
attention-trial = { $count ->
    [0] 試用は今日で終わります
   *[other] 試用はあと{ $count }日で終わります
}
    .text = { $date } に終わります。続けるには最初の期間をお支払いください。
attention-scheduled = { $date } にプランが変わります
    .text = { $plan } に変わります。
attention-renewal = { $count ->
    [0] プランは今日更新されます
   *[other] プランはあと{ $count }日で更新されます
}
    .text = 次の期間の注文が支払い待ちです。
attention-scheduled-open = 表示
attention-credits = クレジットを { $percent } 使用しました
    .text = 上位のプランでは月間クレジットが増えます。
attention-credits-gone = クレジットを使い切りました

no-subscription = プランはまだありません
    .text = プランを契約すると、残り日数、クレジット、機能がここに表示されます。

attention-order = 支払い待ちの注文があります
    .text = { $product }、{ $amount }
attention-order-open = 支払いを続ける

attention-invoice = 請求書 { $number } の支払い期限が過ぎています
    .text = { $amount }（期限 { $date }）
attention-invoices = { $count }件の請求書の支払い期限が過ぎています
    .text = 合計 { $amount }
attention-due = { $days ->
    [0] 請求書 { $number } の支払い期限は今日です
    [1] 請求書 { $number } の支払い期限は明日です
   *[other] 請求書 { $number } の支払い期限まであと{ $days }日です
}
    .text = { $amount }（期限 { $date }）
attention-dues = { $count }件の請求書の支払い期限が1週間以内に来ます
    .text = 合計 { $amount }（最初の期限 { $date }）
attention-invoice-open = 表示
attention-quota = { $product }が月間枠の { $percent } に達しました
    .text = 今月 { $used }／{ $quota } を使用
attention-quota-gone = { $product }の月間枠を使い切りました
attention-level = { $product }は { $percent } を使用中です
    .text = 今月の同時利用は最大 { $used }／{ $quota } { $unit }
attention-quota-runs-out = このペースでは { $date } に上限

usage-month = 今月の利用状況
usage-details = 詳細
usage-trend = { $product }の過去12週間の推移
usage-used-of = { $used }／{ $quota } { $unit }
usage-more = { $days } 比 { $percent }

invoices-latest = 最近の請求書
invoices-all = 全{ $count }件
invoice-draft = 下書き
invoice-due = { $date } 期限
invoice-overdue = 期限超過
invoice-processing = 処理中
invoice-partially-paid = 一部支払い済み
invoice-paid = 支払い済み
invoice-credit-note = 返金伝票
invoice-void = 無効
invoice-uncollectible = 回収不能
invoice-unknown = 不明
