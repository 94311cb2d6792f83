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

webhook-side = 方向
webhook-side-received = 受信
webhook-side-sent = 送信
outbox-state = 状態
outbox-all = すべての状態
outbox-waiting = 待機中
outbox-delivered = 配信済み
outbox-parked = 保留
receiver-marketing = マーケティング
receiver-analytics = 分析
receiver-alerts = アラート
receiver-mail = メール
no-outbox = まだ何も送信していません
    .text = マーケティング、分析、アラート用チャット、およびお客様へのメールで伝える内容がここに表示されます。設定されていない相手には何も送信しません。
choose-outbox = メッセージを選択
    .text = 宛先、配信の進み具合、保留の理由がここに表示されます。
outbox-error = 配信できなかった理由
outbox-receiver = 宛先
outbox-tries = 試行回数
outbox-created = 発生日時
outbox-next = 次の試行
outbox-settled = 配信または保留の日時
outbox-id = 宛先での識別名
outbox-id-copy = 識別名をコピー
outbox-key = 一度だけ伝える根拠
outbox-replay = もう一度送信
outbox-replayed = もう一度送信しています
