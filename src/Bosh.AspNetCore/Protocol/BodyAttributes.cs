using System.Text;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>The attributes of a request's body element that have no prefix (XEP-0124). Unknown ones are ignored.</summary>
internal static class BodyAttributes
{
    /// <summary>The bytes of a value: those of the longest address there is (RFC 7622, section 3), which some of them are, and stay in memory.</summary>
    private const int MaxLength = 3071;

    /// <summary>Reads one attribute.</summary>
    /// <returns>False when the value is none that the attribute may have.</returns>
    public static bool Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, BodyElement body)
    {
        if (value.Length > MaxLength)
        {
            return false;
        }

        switch (name)
        {
            case var _ when name.SequenceEqual("rid"u8):
                body.Rid = Number(value) is long rid and >= 1 and <= BodyElement.MaxRid ? rid : 0;
                return body.Rid != 0;
            case var _ when name.SequenceEqual("sid"u8):
                body.HasSid = true;
                body.Sid = SessionId.TryParse(Plain(value), out SessionId sid) ? sid : null;
                return true;
            case var _ when name.SequenceEqual("type"u8):
                bool isEnd = XmlReferences.ValueEquals(value, "terminate"u8) || XmlReferences.ValueEquals(value, "terminal"u8);
                body.Type = isEnd ? BodyType.Terminate : BodyType.None;
                return true;
            case var _ when name.SequenceEqual("key"u8):
                body.Key = XmlReferences.Decode(value);
                return true;
            case var _ when name.SequenceEqual("newkey"u8):
                body.NewKey = XmlReferences.Decode(value);
                return true;
            case var _ when name.SequenceEqual("ack"u8):
                body.Ack = Number(value);
                return body.Ack is not null;
            case var _ when name.SequenceEqual("pause"u8):
                body.Pause = Seconds(value);
                return body.Pause is not null;
            case var _ when name.SequenceEqual("stream"u8):
                body.Stream = XmlReferences.Decode(value);
                return true;
            default:
                return ReadOfCreation(name, value, body);
        }
    }

    /// <summary>The attributes that matter in a request for a session, for a stream, or for a stream's restart.</summary>
    private static bool ReadOfCreation(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, BodyElement body)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("to"u8):
                body.To = XmlReferences.Decode(value);
                return true;
            case var _ when name.SequenceEqual("from"u8):
                body.From = XmlReferences.Decode(value);
                return true;
            case var _ when name.SequenceEqual("route"u8):
                body.Route = XmlReferences.Decode(value);
                return true;
            case var _ when name.SequenceEqual("content"u8):
                body.Content = XmlReferences.Decode(value);
                return true;
            case var _ when name.SequenceEqual("ver"u8):
                body.HasVersion = true;
                bool isVersion = ProtocolVersion.TryParse(XmlReferences.Decode(value).Trim(), out ProtocolVersion version);
                body.Version = isVersion ? version : null;
                return isVersion;
            case var _ when name.SequenceEqual("wait"u8):
                body.Wait = Seconds(value);
                return body.Wait is not null;
            case var _ when name.SequenceEqual("hold"u8):
                body.Hold = Seconds(value);
                return body.Hold is not null;
            default:
                return true;
        }
    }

    /// <summary>A number that may be larger than anybody needs: it stays in the range of an integer.</summary>
    private static int? Seconds(ReadOnlySpan<byte> value) => Number(value) is long number ? (int)Math.Min(number, int.MaxValue) : null;

    /// <summary>Digits alone, with white space around them as XML Schema allows; what is too large for 64 bits is the largest there is.</summary>
    private static long? Number(ReadOnlySpan<byte> value)
        => Digits(value) ?? Digits(Plain(value).Trim(" \t\r\n"u8)); // The value as it is will do, nearly always.

    private static long? Digits(ReadOnlySpan<byte> text)
    {
        ulong number = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return null;
            }

            number = number > long.MaxValue / 10 ? long.MaxValue : (number * 10) + digit - '0';
        }

        return text.IsEmpty ? null : (long)Math.Min(number, long.MaxValue);
    }

    /// <summary>The value with its references resolved.</summary>
    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> value)
        => value.Contains((byte)'&') ? Encoding.UTF8.GetBytes(XmlReferences.Decode(value)) : value;
}
