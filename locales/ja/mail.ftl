# サービスがお客様に送るメールの文面。
mail-greeting = { $name } 様
mail-order = 注文番号：{ $order }
mail-where = 詳細は Billing Console でご確認いただけます。
mail-foot = { $seller } · このメールはお客様のアカウントに関するもので、自動送信されています。

mail-payment-received-subject = お支払いを確認しました：{ $subject }
mail-payment-received-body = { $subject } のお支払い { $amount } を確認しました。ありがとうございます。
mail-payment-late-subject = 遅れて届いたお支払いは有効です：{ $subject }
mail-payment-late-body = { $subject } のお支払い { $amount } は注文の終了後に届きましたが、有効です。ご購入内容はご利用いただけます。
mail-payment-short-subject = お支払いが不足しています：{ $subject }
mail-payment-short-body = { $subject } の残額は { $amount } です。お支払い済みの金額はこの注文のために保管されています。
mail-payment-failed-subject = お支払いに失敗しました：{ $subject }
mail-payment-failed-body = { $subject } のお支払い { $amount } は拒否されました。請求は発生していません。もう一度お試しいただくか、別の方法をお選びください。
mail-renewal-in-7-days-subject = { $subject } は 7 日後に更新されます
mail-renewal-in-7-days-body = ご契約 { $subject } の期限は { $day } です。継続するには、それまでに更新のお支払いをお願いします。
mail-renewal-in-3-days-subject = { $subject } は 3 日後に更新されます
mail-renewal-in-3-days-body = ご契約 { $subject } の期限は { $day } です。継続するには、それまでに更新のお支払いをお願いします。
mail-renewal-tomorrow-subject = { $subject } は明日更新されます
mail-renewal-tomorrow-body = ご契約 { $subject } の期限は { $day } です。継続するには、本日中に更新のお支払いをお願いします。
mail-grace-began-subject = { $subject } は更新されていません
mail-grace-began-body = ご契約 { $subject } は { $day } に期限を迎え、更新のお支払いがまだです。あと数日はご利用いただけます。
mail-past-due-subject = { $subject } のお支払いが遅れています
mail-past-due-body = { $subject } の更新のお支払いがまだのため、ご利用を停止しました。お支払いが済み次第、再開されます。
mail-subscription-ended-subject = { $subject } は終了しました
mail-subscription-ended-body = ご契約 { $subject } は終了しました。いつでも再度お申し込みいただけます。
mail-quota-reached-subject = 利用枠の { $percent }% に達しました：{ $subject }
mail-quota-reached-body = 今月の { $subject } の利用枠を { $percent }% 使用しました。
