# 契約の一生：今の状態、これからの予定、できること。

your-subscription = ご契約
period-of = 期間
trial-period = 試用期間
paid-until = 支払い済み期限
was-paid-until = 支払い済みだった期限
paused-until = 一時停止の終了日
renewal-waits = 次の期間の注文ができました。今の期間が終わる前にお支払いください。
past-due-unpaid = 次の期間が始まりましたが、注文が未払いです。
past-due-declined = 次の期間の支払いが決済事業者に拒否されました。
past-due-not-ordered = 次の期間の注文がありません。プランに現在価格がないためです。
past-due-unknown = 次の期間が未払いです。
standing-grace = 数日間はすべてご利用いただけます。
standing-past-due = お支払いまで利用できません。未払いのままだと終了します。
renew-now = 更新…
subscribe-again = 再契約…
pause-plan = 一時停止…
cancel-plan = プランを解約…
change-to-plan = { $plan } に変更
try-plan = { $count ->
   *[other] { $count }日間試す
}
hindrance-paused = 先にプランを再開してください。
hindrance-kept-first = 更新するには解約を取り消してください。
hindrance-lifetime = 買い切りは、上位プランの買い切りにのみ変更できます。
hindrance-held = 買い切りでお持ちです。
hindrance-not-now = 現在の契約状態では選べません。

change-begins = 開始
change-begins-paid = { $date }（お支払い後）
change-until = 終了
change-line-reduction = 割引 · { $name }
change-line-left = { $plan } の残り
change-line-unused = { $plan } の残り：{ $of }日中{ $days }日分（{ $amount }）
to-pay-now = 今回のお支払い
change-to-balance = 料金を超える残り { $amount } は残高に加わります。
change-due-later = 最初の期間の { $amount } は { $date } がお支払い期限です。注文は1週間前に届き、自動では請求されません。
trial-due-later = 今のお支払いはありません。続ける場合は { $date } に { $amount } をお支払いください。
change-now = 今すぐ変更
change-on = { $date } に変更
trial-begin = 試用を始める
change-scheduled = { $plan } は { $date } に始まります
change-done = { $plan } になりました

cancel-title = { $plan } を解約しますか？
cancel-when = 終了の時期
cancel-when-period-end = 期間の終わり
cancel-when-now = 今すぐ
cancel-usable = { $date } まで利用できます。
cancel-no-renewal = 更新されず、これ以上の請求もありません。それまでは取り消せます。
cancel-at-once = 今日で終了し、利用できなくなります。
cancel-lost = { $count ->
   *[other] 残りの{ $count }日分は失効します。
}
cancel-back = そのうち { $amount } は残高に加わります。
cancel-nothing = 残りはないため、返金はありません。
cancel-nothing-unpaid = ここでの支払いではないため、返金はありません。
cancel-nothing-lifetime = 買い切りには残り日数がないため、返金はありません。
cancel-reason = 理由
cancel-reason-none = 回答しない
cancel-reason-too-expensive = 料金が高い
cancel-reason-missing-features = 必要な機能がない
cancel-reason-not-used = あまり使っていない
cancel-reason-switching = 他のサービスに移る
cancel-reason-other = その他
cancel-comment = ご自由にお書きください（任意）
cancel-keep = プランを続ける
cancel-do-period-end = 期間の終わりに解約
cancel-do-now = 今すぐ終了
cancel-now-for = 今すぐ終了（{ $amount } を返金）
cancel-done = プランは終了しました
cancel-done-later = プランは期間の終わりに終了します

pause-title = { $plan } を一時停止
pause-until = 終了日
pause-wrong = { $first } から { $last } までの日を選んでください
pause-from-today = 今日から停止し、その間は利用できません。
pause-goes-on = { $date } に自動で再開します。
pause-moves-end = 停止した日数が延び、支払い済み期限は { $date } になります。
pause-do = { $date } まで停止
pause-done = { $date } まで停止しました

take-back-pause = 今すぐ再開
take-back-pause-text = 今日から再開し、停止しなかった日数は期限から差し引かれます。
take-back-cancellation = 解約を取り消す
take-back-cancellation-text = 再び更新されます。次の期間の注文は終了の1週間前に届きます。
take-back-change = 変更を取り消す
take-back-change-text = { $next } には変わらず、{ $plan } のまま更新されます。
take-back-paid-until = 支払い済み期限：{ $date }。
taken-back-pause = プランを再開しました
taken-back-cancellation = プランは再び更新されます
taken-back-change = 変更を取り消しました
