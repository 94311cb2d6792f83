# クレジットのすべての増減と、その後の残高。

credits-balance = 現在利用可能
credits-of-month = 今月は計 { $total }
credits-ledger = クレジットの履歴
credits-movement = 内容
credits-when = 日時
credits-amount = クレジット
credits-after = 増減後の残高
# $count は検証した件数。
credits-verified = { $count ->
   *[other] 全{ $count }件を検証済み
}
    .text = それぞれの記録には、直前の記録を含む指紋が付いています。このコンピューターですべて計算し直し、変更・削除・追加がないことを確認しました。
credits-coming = { $count ->
   *[other] 現在{ $count }件
}
    .text = 残りはこれから取得します。すべて揃うと検証します。
credits-broken = { $number }件目の記録が直前の記録と一致しません
    .text = このコンピューターの履歴が、サービスで確定した記録と異なります。この番号をサポートにお知らせください。ここでの表示はクレジットには影響しません。

credit-earn = 付与
credit-spend = 利用
credit-expire = 失効
credit-refund = 返金
credit-adjust = 訂正
credit-unknown = 増減

# What moved them, where the service says so.
credit-of-usage = { $date }の利用
credit-of-month = { $month }分のクレジット
credit-unused = { $month }分の未使用クレジット
credit-bought = 購入
credit-returned = 購入の返金

no-credits = 履歴はまだありません
    .text = 付与または利用されたクレジットと、その後の残高がここに表示されます。
