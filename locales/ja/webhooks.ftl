# 決済事業者からの通知（オペレーター向け）。

outcome = 結果
outcome-all = すべての結果
outcome-started = 処理中
outcome-applied = 反映済み
outcome-nothing-new = 変更なし
outcome-ignored = 対象外
outcome-refused = 拒否
outcome-failed = 失敗
no-webhooks = 通知はまだありません
    .text = 決済事業者からの通知と結果がここに記録されます。
choose-webhook = 通知を選択してください
    .text = 内容と結果がここに表示されます。
webhook-deliveries = { $count ->
   *[other] { $count }回受信
}
webhook-provider = 送信元
webhook-event-id = イベント番号
webhook-event-id-copy = イベント番号をコピー
webhook-received = 初回受信
webhook-processed = 最終処理
webhook-came = 受信回数
webhook-error = 失敗の理由
webhook-body = 受信内容（個人情報は伏せています）
webhook-replay = 再処理
webhook-replayed = 通知を再処理しました
