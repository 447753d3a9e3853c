//! Images: what an instance is started from. Only the latest Amazon Linux 2023 is known, by its
//! public SSM parameter or by its id.

use super::{ApiError, ImageId};

/// The SSM parameter of the latest Amazon Linux 2023 for x86-64.
pub const LATEST: &str = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
/// The image it stands for.
pub const AMAZON_LINUX: ImageId = ImageId::new(0x0b7e_91d2_5f3a_c648);

/// The image that a caller means.
pub fn read(text: &str) -> Result<ImageId, ApiError> {
    if text == LATEST {
        return Ok(AMAZON_LINUX);
    }
    if text.starts_with("resolve:ssm:") {
        let message = format!("Invalid id: \"{text}\" (this simulation knows only {LATEST})");
        return Err(ApiError::invalid_value(message));
    }
    let malformed =
        |_| ApiError::new("InvalidAMIID.Malformed", format!("Invalid id: \"{text}\" (expecting \"ami-...\")"));
    let id: ImageId = text.parse().map_err(malformed)?;
    if id != AMAZON_LINUX {
        return Err(ApiError::new("InvalidAMIID.NotFound", format!("The image id '[{id}]' does not exist")));
    }
    Ok(id)
}
