namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// The payloads of a request as they go to the server. Mostly they are one piece of the request, which is copied once, at the end; only where
/// something has to be put in between, or left out, are they put together.
/// <code>
/// &lt;body ...&gt; &lt;message/&gt;&lt;presence/&gt;  &lt;iq/&gt; &lt;/body&gt;
///            |_____piece_________||gap|_piece_|
/// </code>
/// </summary>
internal ref struct PayloadOutput
{
    private readonly ReadOnlySpan<byte> _text;

    /// <summary>The piece of the text that is not written yet.</summary>
    private int _start;
    private int _end;

    /// <summary>Null as long as one piece is all there is.</summary>
    private BodyWriter? _writer;

    public PayloadOutput(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>How many bytes have been added.</summary>
    public readonly int Length => (_writer?.Length ?? 0) + _end - _start;

    /// <summary>Adds a piece of the text.</summary>
    public void Add(int start, int end)
    {
        if (_end == _start)
        {
            _start = start;
        }
        else if (start != _end)
        {
            Flush();
            _start = start;
        }

        _end = end;
    }

    /// <summary>To add something else.</summary>
    public BodyWriter Flush()
    {
        _writer ??= new BodyWriter(_text.Length);
        _writer.Raw(_text[_start.._end]);
        _start = _end;
        return _writer;
    }

    public byte[] ToArray() => _writer is null ? _text[_start.._end].ToArray() : Flush().ToArray();

    public readonly void Dispose() => _writer?.Dispose();
}
