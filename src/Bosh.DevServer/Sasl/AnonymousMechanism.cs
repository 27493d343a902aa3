using System.Security.Cryptography;

namespace Bosh.DevServer.Sasl;

/// <summary>SASL ANONYMOUS (RFC 4505): everybody gets a name of their own. The trace information is ignored.</summary>
internal sealed class AnonymousMechanism : ISaslMechanism
{
    public SaslStep Respond(byte[]? response) => new SaslStep.Success(RandomNumberGenerator.GetHexString(16, lowercase: true));
}
