using System.Security.Cryptography;
using System.Text;

namespace Bosh.DevServer.Sasl;

/// <summary>SASL PLAIN (RFC 4616): identity, user and password with zero bytes between.</summary>
internal sealed class PlainMechanism : ISaslMechanism
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Accounts _accounts;

    public PlainMechanism(Accounts accounts) => _accounts = accounts;

    public SaslStep Respond(byte[]? response)
    {
        if (response is null)
        {
            return new SaslStep.Challenge([]);
        }

        string[] parts;
        try
        {
            parts = StrictUtf8.GetString(response).Split('\0');
        }
        catch (DecoderFallbackException)
        {
            return new SaslStep.Failure("malformed-request");
        }

        if (parts is not [var identity, { Length: > 0 } user, var password])
        {
            return new SaslStep.Failure("malformed-request");
        }

        if (_accounts.PasswordOf(user) is not { } expected
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(expected)))
        {
            return new SaslStep.Failure("not-authorized");
        }

        return _accounts.MayActAs(user, identity) ? new SaslStep.Success(user) : new SaslStep.Failure("invalid-authzid");
    }
}
