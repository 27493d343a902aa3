using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

/// <summary>
/// The client's side of SCRAM, written from the formulas of RFC 5802, section 3, with the framework's HMAC alone, so that it shares no
/// mistake with the server.
/// </summary>
internal sealed class ScramTestClient
{
    private readonly bool _sha256;
    private readonly string _password;
    private readonly string _gs2Header;
    private readonly string _firstBare;
    private string _expectedSignature = "";

    public ScramTestClient(string mechanism, string user, string password, string nonce = "fyko+d2lbbFgONRv9qkxdawL", string gs2Header = "n,,")
    {
        _sha256 = mechanism is "SCRAM-SHA-256";
        _password = password;
        _gs2Header = gs2Header;
        _firstBare = $"n={user},r={nonce}";
    }

    public string First => _gs2Header + _firstBare;

    /// <summary>The last message; a test may change what is signed.</summary>
    public string Final(string serverFirst, Func<string, string>? change = null)
    {
        var fields = serverFirst.Split(',').ToDictionary(field => field[0], field => field[2..]);
        var withoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2Header))},r={fields['r']}";
        withoutProof = change?.Invoke(withoutProof) ?? withoutProof;
        var authMessage = $"{_firstBare},{serverFirst},{withoutProof}";
        var saltedPassword = Hi(
            Encoding.UTF8.GetBytes(_password),
            Convert.FromBase64String(fields['s']),
            int.Parse(fields['i'], CultureInfo.InvariantCulture));
        var clientKey = Hmac(saltedPassword, "Client Key"u8.ToArray());
        var signature = Hmac(_sha256 ? SHA256.HashData(clientKey) : Sha1(clientKey), Encoding.UTF8.GetBytes(authMessage));
        _expectedSignature = "v=" + Convert.ToBase64String(Hmac(Hmac(saltedPassword, "Server Key"u8.ToArray()), Encoding.UTF8.GetBytes(authMessage)));
        return $"{withoutProof},p={Convert.ToBase64String(Xor(clientKey, signature))}";
    }

    public bool Trusts(string serverFinal) => string.Equals(serverFinal, _expectedSignature, StringComparison.Ordinal);

    private byte[] Hi(byte[] password, byte[] salt, int iterations)
    {
        var u = Hmac(password, [.. salt, 0, 0, 0, 1]);
        var result = u;
        for (var i = 1; i < iterations; i++)
        {
            u = Hmac(password, u);
            result = Xor(result, u);
        }

        return result;
    }

    private byte[] Hmac(byte[] key, byte[] data) => _sha256 ? HMACSHA256.HashData(key, data) : HmacSha1(key, data);

#pragma warning disable CA5350 // SCRAM-SHA-1 is what many clients speak.
    private static byte[] HmacSha1(byte[] key, byte[] data) => HMACSHA1.HashData(key, data);

    private static byte[] Sha1(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350

    private static byte[] Xor(byte[] a, byte[] b) => [.. a.Zip(b, (x, y) => (byte)(x ^ y))];
}
