# すべてのものから探す。

search = 検索
search-or-jump = 検索または移動…
search-what = { $who ->
    [admin] 請求書、注文、プラン、利用状況、画面、操作
    [member] 請求書、注文、プラン、利用状況、画面、操作
    [agent] 顧客、画面、操作
    [operator] 注文、パッケージ、画面、操作
   *[support] 請求書、注文、顧客、画面、操作
}
search-count = { $count ->
    [0] 見つかりません
   *[other] { $count }件（このコンピューター内）
}
search-nothing = これらの言葉をすべて含むものは、このコンピューターにありません。
search-of = 全{ $count }件
search-screens = 画面
search-actions = 操作
search-invoice = 請求書
search-order = 注文
search-customer = 顧客
search-plan = プランとパッケージ
search-usage = 利用状況
search-theme = テーマを変更：{ $theme }
search-move = 移動
search-open = 開く
search-all-invoices = 請求書{ $count }件をすべて表示
