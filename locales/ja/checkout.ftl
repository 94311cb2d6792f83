# 支払い：コードから完了までのダイアログと、常に見えるチップ。

code = 支払い用QRコード
amount-due = お支払い金額
missing = 不足額
bought = ご購入内容
discount = 割引
ordered-at = 注文日時
change-method = この方法を使う
change = 変更

pay-starting = 支払いを準備しています
    .text = { $method } にコードを要求しています。まだ請求は発生していません。
pay-waiting = お支払いを待っています
pay-scan = { $method } でスキャンしてください。支払いは自動で反映されます。
pay-scan-test = テストウォレットを開いて支払います。実際のお金は動きません。
pay-in-browser = { $method } のページでお支払いください。自動で反映されます。
pay-page = { $method } の支払いはブラウザーのページで行います。
pay-code-ends = コードはあと{ $seconds }秒で切れます。切れた後の支払いも有効です。
pay-asking = { $method } に確認しています
pay-confirming = { $method } が支払いを確認しています
    .text = もう一度支払わないでください。通常は数秒で終わります。
pay-offline = ネットワークなし — 監視を続けます
    .text = 今支払っても、ネットワークが戻り次第確認されます。
pay-code-expired = コードの有効期限が切れました
    .text = このコードで支払い済みなら有効です。今から支払うには更新してください。
pay-declined = { $method } が支払いを拒否しました
    .text = この支払いでは引き落としはありません。もう一度試すか、別の方法でお支払いください。後から届いた支払いも有効です。
pay-underpaid = { $missing } 不足しています
    .text = { $came } は受領済みで、この注文に充当されています。
pay-paid = お支払いを受け取りました
pay-paid-whole = 全額がこの注文に充当されました。
pay-paid-over = 請求額を上回る入金です。超過分はお客様のものです。
pay-paid-late = 期限後の入金ですが、有効です。
pay-paid-delivering = 購入内容を有効化しています。この画面は閉じてもかまいません。
pay-expired = 注文の期限が切れました
    .text = { $method } によると未払いです。請求は発生していません。
pay-cancelled = 注文をキャンセルしました
    .text = 請求は発生していません。後から入金があった場合も確認され、有効になります。
pay-returned = お支払いを返金します
    .text = 入金額が不足していたため、購入は成立していません。お支払いと同じ方法で返金され、数日かかる場合があります。
pay-refused = 購入を開始できませんでした
    .text = 注文は作成されず、お金も動いていません。

pay-ask = 今すぐ確認
pay-renew = コードを更新
pay-open = ブラウザーで開く
pay-open-test = テストウォレットを開く
pay-continue = 購入を続ける
pay-close-safe = この画面を閉じても、支払いの監視は続きます。
pay-watched-on = 入金が遅れている場合に備え、1日間監視を続けます。
view-order = 注文を見る
done = 完了
changed-product = 購入
what-changed = 変更点
money-went = お金の行き先
now = 変更後
valid-until = 有効期限
notice-paid = { $amount } を受け取りました

chip-starting = 準備中
chip-waiting = 支払い待ち
chip-confirming = 確認中
chip-code-expired = コード期限切れ
chip-declined = 拒否されました
chip-underpaid = 不足
chip-paid = 支払い済み
chip-expired = 注文期限切れ
chip-cancelled = キャンセル
chip-returned = 返金
chip-refused = 開始できず
chip-no-network = ネットワークなし
chip-others = { $count ->
   *[other] ほか{ $count }件
}
