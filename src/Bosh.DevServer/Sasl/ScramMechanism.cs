using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bosh.DevServer.Sasl;

/// <summary>
/// SCRAM (RFC 5802, RFC 7677) without channel binding. User and password are taken as they are, without the preparation of RFC 4013.
/// </summary>
internal sealed class ScramMechanism : ISaslMechanism
{
    /// <summary>RFC 7677, section 4: at least 4096. No more, as passwords are not stored, and tests are to be quick.</summary>
    private const int Iterations = 4096;

    private readonly HashAlgorithmName _hash;
    private readonly Accounts _accounts;
    private readonly string _serverNonce;
    private readonly byte[] _salt;

    // What the first message said, for the check of the second.
    private string? _user;
    private string _gs2Header = "";
    private string _nonce = "";
    private string _firstMessages = "";

    public ScramMechanism(HashAlgorithmName hash, Accounts accounts)
        : this(hash, accounts, RandomNumberGenerator.GetHexString(32), RandomNumberGenerator.GetBytes(16))
    {
    }

    /// <summary>For the examples of the RFCs, which name the server's random parts.</summary>
    internal ScramMechanism(HashAlgorithmName hash, Accounts accounts, string serverNonce, byte[] salt)
    {
        _hash = hash;
        _accounts = accounts;
        _serverNonce = serverNonce;
        _salt = salt;
    }

    public SaslStep Respond(byte[]? response) => response switch
    {
        null => new SaslStep.Challenge([]),
        _ when _user is null => OnFirst(Encoding.UTF8.GetString(response)),
        _ => OnFinal(Encoding.UTF8.GetString(response)),
    };

    /// <summary><c>n,[a=identity],n=user,r=nonce</c>, answered with <c>r=nonce,s=salt,i=iterations</c>.</summary>
    private SaslStep OnFirst(string message)
    {
        // "y" is a client that could bind channels, and saw that we cannot, which is so. "p" needs what we do not offer.
        if (message.Split(',', 3) is not [("n" or "y") and var binding, var identity, var bare]
            || bare.Split(',') is not [var user, var nonce, ..]
            || !user.StartsWith("n=", StringComparison.Ordinal)
            || !nonce.StartsWith("r=", StringComparison.Ordinal)
            || nonce.Length == 2
            || !(identity.Length == 0 || identity.StartsWith("a=", StringComparison.Ordinal)))
        {
            return new SaslStep.Failure("malformed-request");
        }

        _user = Unescaped(user[2..]);
        if (identity.Length > 0 && !_accounts.MayActAs(_user, Unescaped(identity[2..])))
        {
            return new SaslStep.Failure("invalid-authzid");
        }

        _gs2Header = $"{binding},{identity},";
        _nonce = nonce[2..] + _serverNonce;
        var answer = $"r={_nonce},s={Convert.ToBase64String(_salt)},i={Iterations.ToString(CultureInfo.InvariantCulture)}";
        _firstMessages = $"{bare},{answer}";
        return new SaslStep.Challenge(Encoding.UTF8.GetBytes(answer));
    }

    /// <summary><c>c=binding,r=nonce,p=proof</c>, answered with <c>v=signature</c>.</summary>
    private SaslStep OnFinal(string message)
    {
        var proofAt = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0 || message[..proofAt].Split(',') is not [var binding, var nonce, ..])
        {
            return new SaslStep.Failure("malformed-request");
        }

        // The user is whoever has the ClientKey: it is the proof without the signature over all messages, and its hash is the StoredKey.
        // An unknown user fails in the same place as a wrong password.
        var password = _accounts.PasswordOf(_user!);
        var saltedPassword = Rfc2898DeriveBytes.Pbkdf2(password ?? "", _salt, Iterations, _hash, HashLength);
        var storedKey = CryptographicOperations.HashData(_hash, Hmac(saltedPassword, "Client Key"));
        var authMessage = $"{_firstMessages},{message[..proofAt]}";
        var clientKey = Hmac(storedKey, authMessage);
        var proof = new byte[HashLength];
        var proofIsWhole = Convert.TryFromBase64String(message[(proofAt + 3)..], proof, out var length) && length == HashLength;
        for (var i = 0; i < HashLength; i++)
        {
            clientKey[i] ^= proof[i];
        }

        var known = password is not null
            && proofIsWhole
            && CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(_hash, clientKey), storedKey)
            && string.Equals(binding, "c=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2Header)), StringComparison.Ordinal)
            && string.Equals(nonce, "r=" + _nonce, StringComparison.Ordinal);
        if (!known)
        {
            return new SaslStep.Failure("not-authorized");
        }

        var signature = Hmac(Hmac(saltedPassword, "Server Key"), authMessage);
        return new SaslStep.Success(_user!, Encoding.UTF8.GetBytes("v=" + Convert.ToBase64String(signature)));
    }

    private int HashLength => _hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;

    private byte[] Hmac(byte[] key, string text) => CryptographicOperations.HmacData(_hash, key, Encoding.UTF8.GetBytes(text));

    private static string Unescaped(string name) =>
        name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
}
