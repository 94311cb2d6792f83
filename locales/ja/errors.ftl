# 問題の説明。メッセージは何が起きたか、advice はどうすればよいか。

request-id = リクエスト番号
request-id-copy = リクエスト番号をコピー
request-id-copied = コピーしました

error-no-connection = サービスに接続できません
    .advice = ネットワークを確認して、もう一度お試しください。何も変更されていません。
error-timed-out = サービスから時間内に応答がありませんでした
    .advice = 混み合っている可能性があります。保存されたかどうかを確認してから、もう一度お試しください。
error-not-a-billing-service = このアドレスから想定外の応答がありました
    .advice = サーバーアドレスと、ネットワークへのサインインが必要かどうかをご確認ください。
error-service-busy = システムが混み合っています
    .advice = しばらくしてからもう一度お試しください。
error-too-many-tries = 試行回数が多すぎます
    .advice = { $seconds ->
        [0] 少し待ってからお試しください。
       *[other] { $seconds }秒後にもう一度お試しください。
    }
error-invalid-credentials = メールアドレスまたはパスワードが正しくありません
    .advice = ご確認のうえ、もう一度お試しください。
error-wrong-password = 現在のパスワードが正しくありません
    .advice = パスワードは変更されていません。
error-email-taken = このメールアドレスは登録済みです
    .advice = このアドレスでサインインするか、別のアドレスで登録してください。
error-invalid-fields = 入力内容をご確認ください
    .advice = 該当する項目に印が付いています。まだ保存されていません。
error-signed-out = サインアウトされました
    .advice = 続けるにはもう一度サインインしてください。
error-keychain-locked = キーチェーンがロックされています
    .advice = ロックを解除して再試行するか、もう一度サインインしてください。
error-not-allowed = この操作を行う権限がありません
    .advice = 会社の管理者にお問い合わせください。
error-not-found = 対象が見つかりません
    .advice = 更新して最新の状態をご確認ください。
error-changed-meanwhile = ほかの人が先に変更しました
    .advice = 相手の変更は下に表示されています。確認してもう一度保存してください。入力した内容は残っています。
error-server-address-invalid = サーバーアドレスの形式が正しくありません
    .advice = https://billing.example.com のような形で入力してください。
error-server-address-insecure = このアドレスは暗号化されていません
    .advice = https:// で始まるアドレスを使ってください。
error-server-address-fixed = サーバーアドレスは環境変数で指定されています
    .advice = BILLING_CONSOLE_SERVER を変更して、起動し直してください。
error-sign-out-first = サインインしたままです
    .advice = サーバーを変更する前にサインアウトしてください。
error-disk-full = ディスクの空き容量がありません
    .advice = 空き容量を増やしてから、もう一度お試しください。
error-storage-failed = このコンピューターのファイルを読み書きできません
    .advice = データフォルダーのアクセス権とディスクの状態をご確認ください。
error-already-open = Billing Console はすでに起動しています
    .advice = 開いているウィンドウを使うか、閉じてからもう一度起動してください。
error-internal = 内部で問題が発生しました
    .advice = もう一度お試しください。繰り返す場合は、操作内容をサポートにお知らせください。

field-error-required = 入力してください
field-error-invalid = 入力内容をご確認ください
field-error-too-short = 短すぎます
field-error-too-long = 長すぎます
field-error-email-invalid = メールアドレスの形式が正しくありません
field-error-contact-email-invalid = メールアドレスの形式が正しくありません
field-error-password-too-short = 10文字以上で入力してください
field-error-new-too-short = 10文字以上で入力してください
