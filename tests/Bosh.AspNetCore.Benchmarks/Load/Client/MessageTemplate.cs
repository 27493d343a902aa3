using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>A message that is written many times, with another number each time.</summary>
internal sealed class MessageTemplate
{
    private readonly byte[] _bytes;
    private readonly int _kindAt;

    private MessageTemplate(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        _kindAt = _bytes.AsSpan().IndexOf(" id="u8) + 5;
    }

    public int Length => _bytes.Length;

    /// <summary>As a browser sends it.</summary>
    public static MessageTemplate FromClient(string to, int textLength)
        => new($"<message xmlns=\"jabber:client\" to=\"{to}\" id=\"l-0000000000\" type=\"chat\"><body>{Text(textLength)}</body></message>");

    /// <returns>The message, valid until the next is written.</returns>
    public ReadOnlySpan<byte> Write(MessageKind kind, long number)
    {
        _bytes[_kindAt] = (byte)kind;
        MessageNumber.WriteDigits(number, _bytes.AsSpan(_kindAt + 2));
        return _bytes;
    }

    private static string Text(int length)
    {
        const string words = "Art thou not Romeo, and a Montague? Neither, fair saint, if either thee dislike. ";
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append(words, 0, Math.Min(words.Length, length - text.Length));
        }

        return text.ToString();
    }
}
