//! Where the person is signed in.

use crate::client;
use crate::console::Console;
use crate::error::CommandError;
use crate::views::RevokeDevice;
use billing_contract::{DeviceSession, ErrorCode};

impl Console {
    /// The person's signed-in devices, asked of the service.
    pub async fn devices(&self, (): ()) -> Result<Vec<DeviceSession>, CommandError> {
        let session = self.inner.session()?;
        let devices = client::devices::devices(&session).await;
        self.heard(&session, devices).await
    }

    /// Signs a device out and answers those that are left; signing out this one is signing out.
    pub async fn revoke_device(
        &self,
        request: RevokeDevice,
    ) -> Result<Vec<DeviceSession>, CommandError> {
        let is_this_one =
            self.devices(()).await?.iter().any(|device| device.id == request.id && device.current);
        if is_this_one {
            self.sign_out(()).await?;
            return Ok(Vec::new());
        }
        let session = self.inner.session()?;
        let revoked = client::devices::revoke(&session, &request.id).await;
        // Gone is gone, whoever did it: perhaps this very request, whose answer got lost.
        let is_gone = matches!(&revoked, Err(error) if error.code() == Some(ErrorCode::NotFound));
        if !is_gone {
            self.heard(&session, revoked).await?;
        }
        self.devices(()).await
    }
}
