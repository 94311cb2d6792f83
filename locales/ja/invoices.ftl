# 請求書：一覧、個々の請求書、その文書。

invoices-search = 番号、内容、金額
invoices-year = 年
invoices-all-years = すべての年
# $count は整形済みの数。
invoices-open = 未払い（{ $count }）
invoices-overdue = 期限超過（{ $count }）
invoices-paid = 支払い済み（{ $count }）
invoices-credit-note = 返金伝票（{ $count }）
invoices-void = 無効（{ $count }）
invoices-count = 請求書{ $count }件
invoices-count-so-far = 現在{ $count }件の請求書
invoices-filling = 残りの請求書を取得しています。
    .held = 残りの請求書を取得しています。揃うと「すべてダウンロード」できます。
    .offline = 請求書はまだ揃っていません。サービスに接続すると残りを取得し、揃うと「すべてダウンロード」できます。
invoices-selected = { $count }件選択中
select-all = すべて選択または解除
select-invoice = { $number } を選択
invoice-for-month = { $month }分
invoice-paid-on = { $date } 支払い
invoice-due-on = 期限 { $date }
invoice-credited = 返金伝票あり
invoice-taken-back = { $amount } を返金済み、返金伝票
invoice-takes-back = 対象の請求書
invoice-order = 注文を表示
no-invoices = 請求書はまだありません
    .text = 請求書、領収書、返金伝票はすべてここに表示され、オフラインでも確認できます。
invoice-not-here = このコンピューターにはまだありません
    .text = サービスに接続すると表示されます。

document = 文書
document-invoice = 請求書
document-receipt = 領収書
document-kept = このコンピューターに保存済み
document-here = 保存済み、{ $size }
document-checked = 検証済み
    .text = 発行時から変更されていません。内容はサービスに記録された指紋と一致します。SHA-256 { $hash }
document-elsewhere = この文書はこのコンピューターにありません
    .text = サービスに接続すると自動的に取得します。
document-saved = 文書を保存しました
page-of = { $page } / { $pages } ページ
page-count = { $count }ページ
zoom-in = 拡大
zoom-out = 縮小
zoom-fit = 幅に合わせる

invoice-lines = 文書を表示できるまでの間、請求内容を示します
invoice-what = 品目
invoice-quantity = 数量
invoice-amount = 金額
invoice-tax = 内税
invoice-total = 合計
